import { canonicalAddress } from '../src/signing/url/address.ts'
import { OPTIONS } from '../src/signing/url/options.ts'
import { type Io, refuse } from './command.ts'

/** Flag `--signing-key` for commands that sign or check URLs. */
export const KEY_FLAG = {
  value: 'KEY',
  about: 'id:key or a bare key; default: SIGNING_KEYS of the environment or .dev.vars',
} as const

/** Earlier name for `KEY_FLAG`, which npm takes for its own option. */
export const KEY_MOVED = { key: 'URL --signing-key KEY' } as const

/** Flags for the client's address and the time with which a URL is checked. */
export const CIRCUMSTANCES = {
  address: { value: 'IP', about: 'address of the client, for URLs that are bound to one' },
  now: { value: 'UNIX', about: 'time in seconds to check at; default: now' },
} as const

/** Refuses an `--address` that is no address. */
export function assertAddress(address: string | undefined): void {
  if (address !== undefined && canonicalAddress(address) === undefined)
    refuse(`--address must be an IPv4 or IPv6 address, got ${address}`)
}

/** Reads `--now`. Returns Unix time in seconds. */
export function readNow(given: string | undefined, io: Io): number {
  const now = given === undefined ? io.now() : OPTIONS.expire.parse(given)
  return now ?? refuse(`--now must be Unix time in seconds, got ${given}`)
}
