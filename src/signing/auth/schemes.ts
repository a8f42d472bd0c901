import { hmac } from './hmac.ts'
import { imgix } from './imgix.ts'
import { imgproxy } from './imgproxy.ts'
import { keycdnAccess } from './keycdn-access.ts'
import { keycdnImage } from './keycdn-image.ts'
import type { SignedWire } from './scheme.ts'
import { thumbor } from './thumbor.ts'

/** All token schemes: Signet's own, and KeyCDN's two for a migration. */
export const SCHEMES = [hmac, keycdnImage, keycdnAccess] as const

export type AnyScheme = (typeof SCHEMES)[number]
export type SchemeName = AnyScheme['name']

export const SCHEME_NAMES: readonly SchemeName[] = SCHEMES.map(({ name }) => name)

/** Schemes of other services' signed URLs, which a zone may accept during a migration. */
export const FOREIGN_SCHEMES = [imgproxy, imgix, thumbor] as const

export type AnyForeignScheme = (typeof FOREIGN_SCHEMES)[number]

/** Name of a scheme that a zone may accept. */
export type ZoneScheme = (AnyScheme | AnyForeignScheme)['name']

/** All schemes that a zone may accept: token schemes, and schemes of other services. */
export const ALL_SCHEMES: readonly (AnyScheme | AnyForeignScheme)[] = [...SCHEMES, ...FOREIGN_SCHEMES]

export const ZONE_SCHEMES: readonly ZoneScheme[] = ALL_SCHEMES.map(({ name }) => name)

/** Fields of a zone that determine which tokens it accepts. */
export interface AcceptingZone {
  readonly schemes: readonly ZoneScheme[]
  /** `YYYY-MM-DD`: the last day, in UTC, on which schemes other than `hmac` are accepted. */
  readonly legacy_until?: string | undefined
}

const DAY = 86_400

/**
 * Returns `true` if the zone's migration is over: the day `legacy_until` has passed, and only the
 * native scheme is accepted.
 * @param now Unix time in seconds
 */
export function isMoved({ legacy_until: last }: AcceptingZone, now: number): boolean {
  return last !== undefined && now >= Date.parse(last) / 1000 + DAY
}

/**
 * Returns the schemes that a zone accepts at a given time.
 * @param now Unix time in seconds
 * @example
 * acceptedSchemes({ schemes: ['hmac', 'imgix'], legacy_until: '2027-03-01' }, 1_900_000_000)
 * // ['hmac']
 */
export function acceptedSchemes(zone: AcceptingZone, now: number): readonly ZoneScheme[] {
  return isMoved(zone, now) ? zone.schemes.filter((name) => name === 'hmac') : zone.schemes
}

/**
 * Returns the accepted scheme that fits a URL best; `undefined` if the URL fits only schemes that
 * are not accepted.
 */
export function schemeOf(wire: SignedWire, accepted: readonly ZoneScheme[]): AnyScheme | undefined {
  const similar = SCHEMES.filter(({ recognize }) => recognize(wire))
  // A malformed token goes to the native scheme, where it takes as much work as a wrong signature.
  const candidates = (similar.length > 0 ? similar : [hmac]).filter(({ name }) => accepted.includes(name))
  return candidates.find(({ recognize }) => recognize(wire) === 'url') ?? candidates[0]
}
