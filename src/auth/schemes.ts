import { hmac } from './hmac.ts'
import { keycdnAccess } from './keycdn-access.ts'
import { keycdnImage } from './keycdn-image.ts'
import type { SignedWire } from './scheme.ts'

/** Every kind of token: the native one, and KeyCDN's two for a migration. */
export const SCHEMES = [hmac, keycdnImage, keycdnAccess] as const

type AnyScheme = (typeof SCHEMES)[number]
export type SchemeName = AnyScheme['name']

export const SCHEME_NAMES: readonly SchemeName[] = SCHEMES.map(({ name }) => name)

/** The accepted scheme whose form a URL has best; `undefined` where it has that of another. */
export function schemeOf(wire: SignedWire, accepted: readonly SchemeName[]): AnyScheme | undefined {
  const similar = SCHEMES.filter(({ recognise }) => recognise(wire))
  // A token of no scheme's form goes to the native one, where it costs what a wrong signature costs.
  const candidates = (similar.length > 0 ? similar : [hmac]).filter(({ name }) => accepted.includes(name))
  return candidates.find(({ recognise }) => recognise(wire) === 'url') ?? candidates[0]
}
