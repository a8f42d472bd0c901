import { hmac } from './hmac.ts'
import { keycdnAccess } from './keycdn-access.ts'
import { keycdnImage } from './keycdn-image.ts'
import type { SignedWire } from './scheme.ts'

/** Every kind of token: the native one, and KeyCDN's two for a migration. */
export const SCHEMES = [hmac, keycdnImage, keycdnAccess] as const

type AnyScheme = (typeof SCHEMES)[number]
export type SchemeName = AnyScheme['name']

export const SCHEME_NAMES: readonly SchemeName[] = SCHEMES.map(({ name }) => name)

/** The accepted scheme that a URL fits best; `undefined` where it fits only others. */
export function schemeOf(wire: SignedWire, accepted: readonly SchemeName[]): AnyScheme | undefined {
  const similar = SCHEMES.filter(({ recognise }) => recognise(wire))
  // A malformed token goes to the native scheme, where it costs what a wrong signature costs.
  const candidates = (similar.length > 0 ? similar : [hmac]).filter(({ name }) => accepted.includes(name))
  return candidates.find(({ recognise }) => recognise(wire) === 'url') ?? candidates[0]
}
