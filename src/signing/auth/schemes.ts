import type { ForeignScheme } from './foreign.ts'
import { hmac } from './hmac.ts'
import { imgix } from './imgix.ts'
import { imgproxy } from './imgproxy.ts'
import { keycdnAccess } from './keycdn-access.ts'
import { keycdnImage } from './keycdn-image.ts'
import type { SecretName, SignedWire } from './scheme.ts'
import { thumbor } from './thumbor.ts'

/** Every kind of token: the native one, and KeyCDN's two for a migration. */
export const SCHEMES = [hmac, keycdnImage, keycdnAccess] as const

type AnyScheme = (typeof SCHEMES)[number]
export type SchemeName = AnyScheme['name']

export const SCHEME_NAMES: readonly SchemeName[] = SCHEMES.map(({ name }) => name)

/** The signed URLs of other services, which a zone may accept during a move. */
export const FOREIGN_SCHEMES = [imgproxy, imgix, thumbor] as const satisfies readonly ForeignScheme[]

/** What a zone may accept. */
export type ZoneScheme = SchemeName | (typeof FOREIGN_SCHEMES)[number]['name']

export const ZONE_SCHEMES: readonly ZoneScheme[] = [
  ...SCHEME_NAMES,
  ...FOREIGN_SCHEMES.map(({ name }) => name),
]

/** The secrets that a zone's scheme needs. */
export function secretsOf(name: ZoneScheme): readonly SecretName[] {
  const scheme = SCHEMES.find((candidate) => candidate.name === name)
  if (scheme) return [scheme.secret.name]
  return FOREIGN_SCHEMES.find((candidate) => candidate.name === name)?.secrets ?? []
}

/** The part of a zone that says which tokens it accepts. */
export interface AcceptingZone {
  readonly schemes: readonly ZoneScheme[]
  /** `YYYY-MM-DD`: the last day, in UTC, of every scheme but `hmac`. */
  readonly legacy_until?: string | undefined
}

const DAY = 86_400

/** Whether the last day of old tokens is over. @param now Unix time in seconds */
export function isMoved({ legacy_until: last }: AcceptingZone, now: number): boolean {
  return last !== undefined && now >= Date.parse(last) / 1000 + DAY
}

/**
 * What a zone accepts at a time.
 * @param now Unix time in seconds
 * @example acceptedSchemes({ schemes: ['hmac', 'imgix'], legacy_until: '2027-03-01' }, 1_900_000_000) // ['hmac']
 */
export function acceptedSchemes(zone: AcceptingZone, now: number): readonly ZoneScheme[] {
  return isMoved(zone, now) ? zone.schemes.filter((name) => name === 'hmac') : zone.schemes
}

/** The accepted scheme that a URL fits best; `undefined` where it fits only others. */
export function schemeOf(wire: SignedWire, accepted: readonly ZoneScheme[]): AnyScheme | undefined {
  const similar = SCHEMES.filter(({ recognise }) => recognise(wire))
  // A malformed token goes to the native scheme, where it costs what a wrong signature costs.
  const candidates = (similar.length > 0 ? similar : [hmac]).filter(({ name }) => accepted.includes(name))
  return candidates.find(({ recognise }) => recognise(wire) === 'url') ?? candidates[0]
}
