import type { ClosedPrefix } from '../url/closed.ts'

/** A signing key's limits, as in the configuration. An absent field sets no limit. */
export interface KeyRules {
  readonly id: string
  /** Names of the zones in which the key may be used. */
  readonly zones?: readonly string[] | undefined
  /**
   * Prefixes of the images and overlays that the key may use: paths below a zone and https URLs,
   * each ending with `/`.
   */
  readonly paths?: readonly string[] | undefined
  /** Parameters that URLs signed with the key may have. */
  readonly operations?: readonly string[] | undefined
  /** Maximum output width in device pixels. */
  readonly max_width?: number | undefined
  /** Maximum output height in device pixels. */
  readonly max_height?: number | undefined
  readonly formats?: readonly string[] | undefined
  /** Maximum number of seconds from a request to its URL's claim `expire`. */
  readonly max_lifetime?: number | undefined
  /** Name of a preset that applies to every image that the key signs. */
  readonly preset?: string | undefined
}

/** Limits of a key in one zone. */
export interface KeyPolicy extends KeyRules {
  /**
   * Prefixes of the zones in which the key may not be used, as paths below this zone and as URLs.
   * The key may not sign images and overlays below them.
   */
  readonly foreign: readonly ClosedPrefix[]
}

/**
 * Policies of the limited keys in one zone, by key id. `undefined` means that the key may not be
 * used in the zone.
 */
export type ZonePolicies = ReadonlyMap<string, KeyPolicy | undefined>

/** Fields of a zone that determine which keys may be used in it. */
export interface PolicedZone {
  readonly name: string
  readonly rules: { readonly presets: ReadonlyMap<string, unknown> }
}

/**
 * Returns `true` if a key may be used in a zone. If the zone lacks the preset that the key
 * requires, the key cannot be used there.
 */
export function isUsable({ zones, preset }: KeyRules, { name, rules }: PolicedZone): boolean {
  return (zones?.includes(name) ?? true) && (preset === undefined || rules.presets.has(preset))
}

/**
 * Returns the policies of limited keys in one zone.
 * @param zones all zones
 * @param addressesOf returns the prefixes under which a zone's URLs could name other zones' images
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
