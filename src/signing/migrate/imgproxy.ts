import { Failure } from '../../errors.ts'
import { arrange, type Draft, type Translation } from './draft.ts'
import { IMGPROXY_OPTIONS } from './imgproxy-options.ts'
import { readParts } from './row.ts'
import { sourcePath } from './source-path.ts'

const PART_OF_SIZE = ['position', 'focus', 'area', 'extend'] as const

/**
 * Adapts a draft to Signet's order of operations. imgproxy rotates before it crops and pads, Signet
 * afterwards. A quarter turn therefore exchanges width and height.
 */
function turned(draft: Draft, problems: string[]): Draft {
  const { rotate, flip, flop, width, height, ...rest } = draft
  if (rotate === undefined && flip === undefined && flop === undefined) return draft
  const placed = PART_OF_SIZE.find((name) => draft[name] !== undefined && draft[name] !== 'center')
  if (placed) problems.push('rotate and flip cannot be joined with gravity, crop or padding')
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

function padded(draft: Draft): Draft {
  const { extend, dpr = '1' } = draft
  if (extend === undefined || Number(dpr) === 1) return draft
  const sides = extend.split(',').map((side) => Math.round(Number(side) * Number(dpr)))
  return { ...draft, extend: sides.join() }
}

function resolve(given: Draft, problems: string[]): Draft {
  const { canvas, attachment, download, fit = 'inside', enlarge = '0', ...rest } = given
  if (canvas === '1' && fit !== 'inside') problems.push('extend needs the resizing type fit')
  if (attachment === '1' && download === undefined) problems.push('return_attachment needs filename')
  if (rest.area !== undefined && ((rest.position ?? 'center') !== 'center' || rest.focus !== undefined))
    problems.push('crop cannot be joined with gravity')
  return {
    ...turned(padded(rest), problems),
    fit: canvas === '1' ? 'contain' : fit,
    enlarge,
    ...(attachment === '1' && download !== undefined && { download }),
  }
}

function decodeSource(encoded: string): string {
  const text = encoded.replace(/={1,2}$/, '')
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1)
    throw new Failure('bad-parameter', 'an imgproxy source must be base64url, not plain and not encrypted')
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Failure('bad-parameter', 'an imgproxy source must be a URL in base64url')
  }
}

/**
 * Translates an imgproxy URL.
 *
 * @param rest the path after the signature, percent-encoded, without its leading slash
 * @param source the zone's source, as for `sourcePath`
 * @throws Failure bad-parameter: the image is not in the zone's source, or the source is not in
 *   base64url
 * @example translateImgproxy('rs:fill:300:400/aHR0cDovL2guZXhhbXBsZS5jb20vYS5qcGc.png', undefined)
 */
export function translateImgproxy(rest: string, source: string | undefined): Translation {
  const segments = rest.split('/')
  const start = segments.findIndex((segment) => !segment.includes(':'))
  const chunks = start < 0 ? [] : segments.slice(start)
  if (chunks[0] === 'plain' || chunks[0] === 'enc')
    throw new Failure('bad-parameter', 'an imgproxy source must be base64url, not plain and not encrypted')
  const [encoded = '', extension, ...more] = chunks.join('').split('.')
  if (more.length > 0) throw new Failure('bad-parameter', 'an imgproxy source has one extension at most')

  const options = segments.slice(0, start < 0 ? undefined : start)
  const parts = options.map((option): [string, string[]] => {
    const [name = '', ...args] = option.split(':')
    return [name, args]
  })
  if (extension !== undefined) parts.push(['ext', [extension]])
  const path = sourcePath(decodeSource(encoded), source)
  const { draft, problems } = readParts('imgproxy', IMGPROXY_OPTIONS, parts)
  const found = [...problems]
  const arranged = arrange(resolve(draft, found), path)
  return { path, parameters: arranged.parameters, problems: [...found, ...arranged.problems] }
}
