import { Failure } from '../errors.ts'
import type { Options } from '../url/options.ts'
import { contains, parseNetwork } from './network.ts'

/** Until when, from when and from where a URL may be used. */
export type Claims = Pick<Options, 'expire' | 'start' | 'ip'>

/** The circumstances of a request that claims are held against. */
export interface Circumstances {
  /** Unix time in seconds. */
  readonly now: number
  /** The client's address as the platform tells it, if it does. */
  readonly address: string | undefined
}

/**
 * Holds a URL's claims against the request.
 * @throws Failure expired; forbidden before `start` or from another address; bad-parameter where `ip` is none
 */
export function assertClaims({ expire, start, ip }: Claims, { now, address }: Circumstances): void {
  if (expire !== undefined && now > expire) throw new Failure('expired', undefined, `expired at ${expire}`)
  if (start !== undefined && now < start) throw new Failure('forbidden', undefined, `valid from ${start} on`)
  if (ip === undefined) return
  const network = parseNetwork(ip)
  if (!network)
    throw new Failure('bad-parameter', `ip=${ip}: expected an address or a network in CIDR notation`)
  if (address === undefined) throw new Failure('forbidden', undefined, 'the client has no known address')
  if (!contains(network, address))
    throw new Failure('forbidden', undefined, 'the client is outside the signed network')
}
