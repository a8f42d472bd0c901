import { Failure } from '../../errors.ts'
import { contains, parseNetwork } from './network.ts'
import type { Claims } from './scheme.ts'

/** A request's time and client address, against which its claims are checked. */
export interface Circumstances {
  /** Unix time in seconds at which the request arrived. */
  readonly now: number
  /** The client's address; `undefined` if the platform does not know it. */
  readonly address: string | undefined
}

/**
 * Checks the claims of a URL against the time and the client's address.
 * @throws Failure expired; forbidden: before `start` or from another address; bad-parameter: a
 *   malformed `ip`
 */
export function assertClaims({ expire, start, ip }: Claims, { now, address }: Circumstances): void {
  if (expire !== undefined && now > expire) throw new Failure('expired', undefined, `expired at ${expire}`)
  if (start !== undefined && now < start)
    throw new Failure('forbidden', undefined, `not valid before ${start}`)
  if (ip === undefined) return
  const network = parseNetwork(ip)
  if (!network)
    throw new Failure('bad-parameter', `ip must be an address or a network in CIDR notation, got ${ip}`)
  if (address === undefined) throw new Failure('forbidden', undefined, 'the address of the client is unknown')
  if (!contains(network, address))
    throw new Failure('forbidden', undefined, 'the client is outside the signed network')
}
