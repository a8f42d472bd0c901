import { Failure } from '../../src/errors.ts'
import { arrange, type Draft, type Translation } from '../../src/signing/migrate/draft.ts'
import { readParts } from '../../src/signing/migrate/row.ts'
import { sourcePath } from '../../src/signing/migrate/source-path.ts'
import { CLOUDINARY_OPTIONS } from './cloudinary-options.ts'
import { decodeText, type OldUrl } from './old-url.ts'

/** Path of a delivery URL: storage kind, then transformations, version and image. */
const SHAPE = /\/image\/(upload|fetch|private|authenticated)\/(.+)$/s

const SIGNATURE = /^s--[\w-]+--$/

const VERSION = /^v[0-9]+$/

const NAMES: readonly string[] = CLOUDINARY_OPTIONS.flatMap(({ names }) => names)

/** Parameters that belong to the file, and may form a separate component. */
const OF_FILE: readonly string[] = ['f', 'q', 'dpr', 'fl', 'cs']

type Part = readonly [name: string, args: readonly [string]]

/** Splits a component such as `w_300,c_fill`. Returns `undefined` for a folder of the image. */
function partsOf(component: string): readonly Part[] | undefined {
  const parts = component.split(',').map((text): Part => {
    const [, name = '', value = ''] = /^([a-z]+)_(.+)$/s.exec(text) ?? []
    return [name, [decodeText(value)]]
  })
  return parts.every(([name]) => NAMES.includes(name)) ? parts : undefined
}

interface Shape {
  readonly isFetched: boolean
  readonly components: readonly (readonly Part[])[]
  /** Path or URL of the image, percent-encoded. */
  readonly image: string
}

function shapeOf(path: string): Shape | undefined {
  const [, kind, rest] = SHAPE.exec(path) ?? []
  if (kind === undefined || rest === undefined) return undefined
  const segments = rest.split('/')
  if (SIGNATURE.test(segments[0] ?? '')) segments.shift()
  const components: (readonly Part[])[] = []
  for (;;) {
    // The last segment is the image, even if it looks like a component.
    const parts = segments.length > 1 ? partsOf(segments[0] ?? '') : undefined
    if (!parts) break
    components.push(parts)
    segments.shift()
  }
  if (segments.length > 1 && VERSION.test(segments[0] ?? '')) segments.shift()
  return { isFetched: kind === 'fetch', components, image: segments.join('/') }
}

/** Returns `true` for a URL of Cloudinary's hosts, and for a path in its form on any host. */
export const isCloudinary = ({ host, path }: OldUrl): boolean =>
  SHAPE.test(path) && (/(?:^|[.-])cloudinary\.com$/.test(host ?? '') || isTransformed(path))

/** Returns `true` if a path on another host has a transformation or a version of Cloudinary. */
function isTransformed(path: string): boolean {
  const [, , rest = ''] = SHAPE.exec(path) ?? []
  const { components = [] } = shapeOf(path) ?? {}
  return components.length > 0 || rest.split('/').some((segment) => VERSION.test(segment))
}

/** Returns the image that a URL of the kind `fetch` names, which is a URL itself. */
export function cloudinaryImage(path: string): string | undefined {
  const { isFetched, image } = shapeOf(path) ?? {}
  return isFetched ? fetchedUrl(image ?? '') : undefined
}

/** Decodes a URL in a path, in which it may be percent-encoded as a whole. */
const fetchedUrl = (image: string): string => (/^https?%3a/i.test(image) ? decodeText(image) : image)

/** Adds the default for `c`, which distorts an image if both sides are given. */
function resolve(given: Draft, problems: string[]): Draft {
  const { fit, ...rest } = given
  const { width, height, position, focus, rotate, flip, flop } = rest
  const isSized = width !== undefined || height !== undefined
  if ((rotate === '90' || rotate === '270') && isSized)
    problems.push('a quarter turn cannot be joined with a size')
  const isPlaced = focus !== undefined || (position !== undefined && position !== 'center')
  if (isPlaced && (rotate !== undefined || flip !== undefined || flop !== undefined))
    problems.push('a turn or a flip cannot be joined with a gravity')
  if (isPlaced && fit !== 'cover' && fit !== 'contain')
    problems.push('the Cloudinary option g needs c_fill, c_lfill, c_pad or c_lpad')
  if (width !== undefined && height !== undefined) return { fit: 'fill', ...given }
  return fit === 'fill' ? rest : given
}

/**
 * Translates a Cloudinary delivery URL. An uploaded image becomes the path of its public id.
 * @throws Failure bad-parameter: the URL has another form, or its image lies outside the source
 */
export function translateCloudinary({ path }: OldUrl, source: string | undefined): Translation {
  const shape = shapeOf(path)
  if (!shape) throw new Failure('bad-parameter', 'expected /image/upload/TRANSFORMATIONS/IMAGE')
  const { components, isFetched, image } = shape
  const chained = components.filter((parts) => parts.some(([name]) => !OF_FILE.includes(name)))
  const { draft, problems } = readParts('Cloudinary', CLOUDINARY_OPTIONS, components.flat())
  const found = [...problems]
  if (chained.length > 1) found.push('chained transformations have no counterpart: make one of them')
  const file = sourcePath(isFetched ? fetchedUrl(image) : image, source)
  const arranged = arrange(resolve(draft, found), file)
  return { path: file, parameters: arranged.parameters, problems: [...found, ...arranged.problems] }
}
