import { Failure } from '../../src/errors.ts'
import { arrange, type Draft, type Translation } from '../../src/signing/migrate/draft.ts'
import { readParts } from '../../src/signing/migrate/row.ts'
import { sourcePath } from '../../src/signing/migrate/source-path.ts'
import { CLOUDFLARE_OPTIONS } from './cloudflare-options.ts'
import { moving } from './moving.ts'
import { decodeText, type OldUrl } from './old-url.ts'

const SHAPE = /^.*?\/cdn-cgi\/image\/([^/]+)\/(.+)$/s

/** Returns the image in a `/cdn-cgi/image/` path: a path or a URL. */
export const cloudflareImage = (path: string): string | undefined => SHAPE.exec(path)?.[2]

/** Returns `true` for a Cloudflare Images URL, which names images by their ids. */
export const isImageDelivery = ({ host, path }: OldUrl): boolean =>
  host === 'imagedelivery.net' || path.startsWith('/cdn-cgi/imagedelivery/')

/**
 * Swaps width and height if the rotation is a quarter turn. Cloudflare rotates before it resizes,
 * and Signet after it.
 */
function turned(draft: Draft, problems: string[]): Draft {
  const { rotate, flip, flop, width, height, ...rest } = draft
  const isTurned = rotate !== undefined || flip !== undefined || flop !== undefined
  if (isTurned && (draft.focus !== undefined || draft.position !== undefined))
    problems.push('rotate and flip cannot be joined with gravity')
  if (rotate !== undefined && (flip !== undefined || flop !== undefined))
    problems.push('rotate cannot be joined with flip')
  if (rotate !== '90' && rotate !== '270') return draft
  return {
    ...rest,
    rotate,
    ...(height !== undefined && { width: height }),
    ...(width !== undefined && { height: width }),
  }
}

/**
 * Translates a Cloudflare `/cdn-cgi/image/` URL.
 * @throws Failure bad-parameter: the URL has another form, or its image lies outside the source
 */
export function translateCloudflare({ path }: OldUrl, source: string | undefined): Translation {
  const [, options, image] = SHAPE.exec(path) ?? []
  if (options === undefined || image === undefined)
    throw new Failure('bad-parameter', 'expected /cdn-cgi/image/OPTIONS/SOURCE')
  const parts = options.split(',').map((option): [string, string[]] => {
    const [, name = option, value = ''] = /^([^=]*)=(.*)$/s.exec(option) ?? []
    return [name, [decodeText(value)]]
  })
  const { draft, problems } = readParts('Cloudflare', CLOUDFLARE_OPTIONS, parts)
  const found = [...problems]
  const fit = draft.fit === undefined ? { fit: 'inside', enlarge: '0' } : {}
  const file = sourcePath(image, source)
  const arranged = arrange(turned(moving({ ...draft, ...fit }, image), found), file)
  return { path: file, parameters: arranged.parameters, problems: [...found, ...arranged.problems] }
}
