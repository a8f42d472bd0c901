import { sharesOriginals } from '../source/shared.ts'
import { zoneTag } from './key.ts'

type TaggedZone = Parameters<typeof sharesOriginals>[0] & { readonly name: string }

/**
 * Returns the tags of all stored copies that a zone can deliver. Zones with the same originals
 * share stored copies, but each copy has only the tag of the zone for which it was made. The result
 * therefore includes the tags of zones that share originals.
 * @param zones all zones
 */
export function zoneTags(zone: TaggedZone, zones: readonly TaggedZone[]): readonly string[] {
  return [zone, ...zones.filter((other) => sharesOriginals(zone, other))].map(({ name }) => zoneTag(name))
}
