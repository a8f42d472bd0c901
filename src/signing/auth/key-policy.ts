import type { ClosedPrefix } from '../url/closed.ts'

/** What the configuration says of a key of `SIGNING_KEYS`; what has no field is not limited. */
export interface KeyRules {
  readonly id: string
  /** Names of zones. */
  readonly zones?: readonly string[] | undefined
  /** Paths below a zone, and https URLs, under which images and overlays lie; each ends with `/`. */
  readonly paths?: readonly string[] | undefined
  /** Parameters that a URL may have. */
  readonly operations?: readonly string[] | undefined
  /** Device pixels. */
  readonly max_width?: number | undefined
  /** Device pixels. */
  readonly max_height?: number | undefined
  readonly formats?: readonly string[] | undefined
  /** Seconds from now to `expire`. */
  readonly max_lifetime?: number | undefined
  /** Name of the preset that every image is made with. */
  readonly preset?: string | undefined
}

/** What a key may sign in one zone. */
export interface KeyPolicy extends KeyRules {
  /** Paths below the zone, and URLs, of zones that the key may not be used in. */
  readonly foreign: readonly ClosedPrefix[]
}

/** The policy of each limited key in one zone, by its id; `undefined` where it may not be used there. */
export type ZonePolicies = ReadonlyMap<string, KeyPolicy | undefined>

/** The part of a zone that decides which keys may be used in it. */
export interface PolicedZone {
  readonly name: string
  readonly rules: { readonly presets: ReadonlyMap<string, unknown> }
}

/** Whether a key may be used in a zone at all. A zone without the preset of the key could not make its images. */
export function isUsable({ zones, preset }: KeyRules, { name, rules }: PolicedZone): boolean {
  return (zones?.includes(name) ?? true) && (preset === undefined || rules.presets.has(preset))
}

/**
 * What keys may sign in a zone.
 * @param zones all of them
 * @param addressesOf where the images of other zones could be named as overlays of this one
 */
export function zonePolicies<Zone extends PolicedZone>(
  keys: readonly KeyRules[],
  zone: Zone,
  zones: readonly Zone[],
  addressesOf: (zone: Zone, others: readonly Zone[]) => readonly ClosedPrefix[],
): ZonePolicies {
  return new Map(
    keys.map((rules) => {
      const others = zones.filter((other) => !isUsable(rules, other))
      return [rules.id, isUsable(rules, zone) ? { ...rules, foreign: addressesOf(zone, others) } : undefined]
    }),
  )
}
