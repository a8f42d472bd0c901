import { Failure } from '../../src/errors.ts'
import { arrange, type Draft, type Translation } from '../../src/signing/migrate/draft.ts'
import { readParts } from '../../src/signing/migrate/row.ts'
import { sourcePath } from '../../src/signing/migrate/source-path.ts'
import { IPX_MODIFIERS } from './ipx-modifiers.ts'
import { decodeText, type OldUrl } from './old-url.ts'

/** Path below the folder in which Nuxt and others serve IPX. */
const MOUNTED = /^(?:.*\/)?_?ipx\/([^/]+)\/(.+)$/s

/** Path of an IPX server alone. */
const BARE = /^\/([^/]+)\/(.+)$/s

const NAMES: readonly string[] = IPX_MODIFIERS.flatMap(({ names }) => names)

type Part = readonly [name: string, args: readonly string[]]

function partsOf(segment: string): readonly Part[] {
  if (segment === '_') return []
  return segment.split(/[&,]/).map((part) => {
    const [name = '', ...args] = part.split(/[:=_]/)
    return [name, args.map(decodeText)]
  })
}

/** Returns `true` for a segment such as `w_200,f_webp`. A word such as `flip` may be a folder. */
const isModifiers = (segment: string): boolean =>
  /[:=_]/.test(segment.slice(1)) && partsOf(segment).every(([name]) => NAMES.includes(name))

function shapeOf(path: string): { readonly segment: string; readonly image: string } | undefined {
  const [, segment, image] = MOUNTED.exec(path) ?? BARE.exec(path) ?? []
  if (segment === undefined || image === undefined) return undefined
  return MOUNTED.test(path) || isModifiers(segment) ? { segment, image } : undefined
}

export const isIpx = ({ path }: OldUrl): boolean => shapeOf(path) !== undefined

/** Returns the image in an IPX path: a path, or a URL whose slashes a proxy may have joined. */
export const ipxImage = (path: string): string | undefined =>
  shapeOf(path)?.image.replace(/^(https?):\/+/, '$1://')

function resolve(given: Draft, parts: readonly Part[], problems: string[]): Draft {
  const has = (...names: string[]) => parts.some(([name]) => names.includes(name))
  if (has('width', 'w') && has('height', 'h'))
    problems.push('the IPX options w and h exclude each other: use s_WxH')
  return { fit: 'cover', enlarge: '0', ...given }
}

/**
 * Translates an IPX URL.
 * @throws Failure bad-parameter: the URL has another form, or its image lies outside the source
 */
export function translateIpx({ path }: OldUrl, source: string | undefined): Translation {
  const shape = shapeOf(path)
  const image = ipxImage(path)
  if (!shape || image === undefined)
    throw new Failure('bad-parameter', 'expected /MODIFIERS/IMAGE, as in /w_200/a.jpg')
  const parts = partsOf(shape.segment)
  const { draft, problems } = readParts('IPX', IPX_MODIFIERS, parts)
  const found = [...problems]
  const file = sourcePath(image, source)
  const arranged = arrange(resolve(draft, parts, found), file)
  return { path: file, parameters: arranged.parameters, problems: [...found, ...arranged.problems] }
}
