import { sharesOriginals } from '../source/shared.ts'
import { zoneTag } from './key.ts'

type TaggedZone = Parameters<typeof sharesOriginals>[0] & { readonly name: string }

/**
 * Returns the tags of all stored copies that a zone can deliver. Zones with the same originals
 * share stored copies, but each copy is tagged only with the zone for which it was made. The result
 * therefore includes the tags of zones that share originals.
 * @param zones all zones
 * @param instance instance name; empty if it has none
 */
export function zoneTags(zone: TaggedZone, zones: readonly TaggedZone[], instance = ''): readonly string[] {
  const sharing = zones.filter((other) => sharesOriginals(zone, other))
  return [zone, ...sharing].map(({ name }) => zoneTag(name, instance))
}
