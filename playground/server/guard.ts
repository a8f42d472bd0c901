import { LOOPBACK } from '../../src/edge/http/hosts.ts'
import { Failure } from '../../src/errors.ts'
import { OWN_HEADER } from '../protocol.ts'

function refuse(reason: string): never {
  throw new Failure('forbidden', reason)
}

/**
 * Returns `true` if a request names this server by a loopback name and its port. This protects
 * against DNS rebinding, in which another site's host name resolves to the loopback address.
 */
export function isOwnHost(request: Request, port: string): boolean {
  const own = LOOPBACK.map((name) => new URL(`http://${name}:${port}`).host)
  const named = [request.headers.get('host'), new URL(request.url).host]
  return named.every((host) => host !== null && own.includes(host)) && named[0] === named[1]
}

/**
 * Checks that a request comes from the playground's own page. Without this check, any site in the
 * browser could send requests to the loopback address and get URLs signed with the local key.
 *
 * @param port this server's port
 * @throws Failure forbidden: the message says what is wrong
 */
export function assertOwnPage(request: Request, port: string): void {
  const { method, headers } = request
  if (!isOwnHost(request, port))
    refuse(`the playground answers only on a loopback host at port ${port}, not on ${headers.get('host')}`)
  const origin = headers.get('origin')
  const own = `http://${headers.get('host')}`
  if (origin !== null && origin !== own)
    refuse(`the playground answers only its own page: the origin is ${origin}, not ${own}`)
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin')
    refuse(`the playground answers only its own page: Sec-Fetch-Site is ${site}, not same-origin`)
  if (method !== 'POST') refuse(`the playground takes only POST, not ${method}`)
  if (headers.get(OWN_HEADER) !== '1')
    refuse(`the playground takes only requests with the header ${OWN_HEADER}: 1`)
}
