import { LINE_MARK } from '../../cli/local-server.ts'
import { errorText, withoutTokens } from '../../src/edge/source/error-text.ts'
import { isOptionName } from '../../src/signing/url/options.ts'
import { targetOf } from '../server/router.ts'

/** Segments that are imgproxy or thumbor signatures, by their length. */
const SIGNATURE = /(?<=\/)(?:[\w-]{43}|[\w-]{27}=)(?=\/)/g

/** Parameters whose value is a signature, in a reason's text. */
const SIGNED_PAIR = /\b(token|s)=[\w-]+/g

/** Names that cannot be a secret themselves. */
const NAME = /^[\w.-]{1,32}$/

/**
 * Returns a parameter for the log. Only values of Signet's own parameters are shown, except the
 * token: other services and other routes have secrets under any name.
 */
function shownPair(pair: string): string {
  const at = pair.indexOf('=')
  const name = pair.slice(0, Math.max(at, 0))
  if (name !== 'token' && isOptionName(name)) return pair
  return NAME.test(name) ? `${name}=…` : '…'
}

/**
 * Returns a URL's path and query without its signature and without unknown parameters' values.
 * @param target path and query as the client wrote them
 * @example shownTarget('/a.jpg?width=9&token=abc') // '/a.jpg?width=9&token=…'
 */
export function shownTarget(target: string): string {
  const at = target.indexOf('?')
  const path = (at < 0 ? target : target.slice(0, at)).replace(SIGNATURE, '…')
  return at < 0
    ? path
    : `${path}?${target
        .slice(at + 1)
        .split('&')
        .map(shownPair)
        .join('&')}`
}

/** Returns the cache outcome in the log's words: `hit`, `shared` or `miss`. */
function cacheWord({ headers }: Response): string {
  const status = headers.get('cache-status') ?? ''
  if (!status.startsWith('signet;')) return ''
  if (status.startsWith('signet; hit')) return ' hit'
  return status.includes('collapsed') ? ' shared' : ' miss'
}

/** Returns an error's code and detail, or an empty text. */
function errorWords({ headers }: Response): string {
  const code = headers.get('x-ip-error')
  const reason = withoutTokens((headers.get('signet-reason') ?? '').replace(SIGNED_PAIR, '$1=…'))
  return code === null ? '' : ` ${code}${reason === '' ? '' : `: ${reason}`}`
}

/**
 * Formats a request's line: method, target, status, milliseconds, cache outcome, and an error's
 * code and detail.
 * @param milliseconds time until the answer, without its body
 */
export function formatRequest(
  request: Pick<Request, 'method' | 'url'>,
  response: Response,
  milliseconds: number,
): string {
  const words = `${cacheWord(response)}${errorWords(response)}`
  return `${request.method} ${shownTarget(targetOf(request))} ${response.status} ${milliseconds} ms${words}`
}

/**
 * Answers a request, and writes its line to the console. A Worker that throws gets a line with
 * status 500, and the error is thrown again.
 */
export async function withLine(request: Request, answer: () => Promise<Response>): Promise<Response> {
  const start = Date.now()
  const write = (response: Response, rest = '') =>
    console.log(`${LINE_MARK}${formatRequest(request, response, Date.now() - start)}${rest}`)
  try {
    const response = await answer()
    write(response)
    return response
  } catch (error) {
    write(new Response(null, { status: 500 }), ` ${errorText(error).replace(/\s+/g, ' ')}`)
    throw error
  }
}
