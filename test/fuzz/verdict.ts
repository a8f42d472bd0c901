import { parseInfo } from '../../src/edge/cache/info.ts'
import { ERRORS } from '../../src/errors.ts'
import type { Case } from './cases.ts'

/** An answer of the Worker. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array
  /** Reason why the answer is incomplete. */
  readonly fault?: string | undefined
}

/** Size and color of a picture according to an independent decoder. */
export interface Shown {
  readonly width: number
  readonly height: number
  /** Mean color in the picture's middle. */
  readonly middle: readonly number[]
}

export interface Facts {
  readonly given: Pick<Case, 'kind' | 'method' | 'source'>
  /** `true` if the signer of the URL allowed this request. */
  readonly granted: boolean
  readonly decode: (file: Uint8Array) => Promise<Shown>
}

/** Color of the mandatory overlay. */
export const MARK = [255, 0, 255] as const

const FAR = 80

const SOURCES: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'avif', 'jxl', 'heic', 'gif', 'svg+xml'])
const statuses: ReadonlySet<number> = new Set(Object.values(ERRORS).map(({ status }) => status))

const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0

function refusalFault({ status, headers, body }: Answer, method: string): string | undefined {
  if (status === 416 || method === 'HEAD') return statuses.has(status) ? undefined : `${status}`
  if (headers.get('content-type') !== 'application/problem+json')
    return `${status} as ${headers.get('content-type')}`
  const text = new TextDecoder().decode(body)
  let code: unknown
  try {
    code = Object(JSON.parse(text)).code
  } catch {
    return `${status} without JSON`
  }
  if (typeof code !== 'string' || !Object.hasOwn(ERRORS, code)) return `${status} with the code ${code}`
  if (ERRORS[code as keyof typeof ERRORS].status !== status) return `${status} with the code ${code}`
  if (/127\.0\.0\.1:|\bat .*\.js:\d/.test(text)) return `${status} names the origin or the code: ${text}`
  return headers.get('cache-control') === 'no-store' ? undefined : `${status} that may be cached`
}

function sizeOf(headers: Headers): string | undefined {
  const { size } = parseInfo(headers.get('x-ip-info'))
  return size && `${size.width}x${size.height}`
}

async function pictureFault(
  { headers, body }: Answer,
  { given, decode }: Facts,
): Promise<string | undefined> {
  const type = headers.get('content-type') ?? ''
  const processed = headers.get('x-ip') === '1'
  const untouched = same(body, given.source)
  if (!processed && !untouched) return 'an original other than the source'
  if (given.kind === 'mandatory' && (untouched || !processed)) return 'the image without its overlay'
  if (type === 'application/json') {
    try {
      return JSON.parse(new TextDecoder().decode(body)) ? undefined : 'empty JSON'
    } catch (error) {
      return `invalid JSON: ${error}`
    }
  }
  if (!SOURCES.has(type.replace('image/', ''))) return `an image as ${type}`
  // The source itself is delivered if it is smaller than the result. Other decoders may reject it.
  if (untouched) return undefined
  const size = sizeOf(headers)
  let shown: Shown
  try {
    shown = await decode(body)
  } catch (error) {
    return `a picture that cannot be decoded: ${error instanceof Error ? error.message : error}`
  }
  if (`${shown.width}x${shown.height}` !== size) return `${shown.width}x${shown.height} instead of ${size}`
  const distance = Math.max(...MARK.map((level, channel) => Math.abs(level - (shown.middle[channel] ?? 0))))
  return given.kind === 'mandatory' && distance > FAR
    ? `the overlay has the color ${shown.middle}`
    : undefined
}

/**
 * Returns `true` if workerd itself refused the target, for example because it contains `<` or `>`.
 */
const isPlatforms = ({ status, headers, body }: Answer): boolean =>
  status === 400 && !headers.has('x-ip-error') && new TextDecoder().decode(body) === 'invalid URI'

/** Returns a description of the fault in an answer, or `undefined` if it has none. */
export async function verdict(answer: Answer, facts: Facts): Promise<string | undefined> {
  const { status, headers, body, fault } = answer
  const { method } = facts.given
  if (fault !== undefined) return `no whole answer: ${fault}`
  if (status >= 500)
    return `${status} ${headers.get('x-ip-error') ?? new TextDecoder().decode(body.subarray(0, 200))}`
  if (isPlatforms(answer)) return undefined
  if (headers.get('x-content-type-options') !== 'nosniff') return `${status} without nosniff`
  if (status >= 400) return refusalFault(answer, method)
  if (method === 'OPTIONS') return status === 204 ? undefined : `${status} for a preflight`
  if (!facts.granted) return `${status} for an unsigned URL`
  if (status === 304) return body.length === 0 ? undefined : '304 with a body'
  if (method === 'HEAD') return status === 200 && body.length === 0 ? undefined : `${status} for HEAD`
  if (status === 206) return headers.has('content-range') ? undefined : '206 without a range'
  return status === 200 ? pictureFault(answer, facts) : `the status ${status}`
}
