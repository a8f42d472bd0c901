import { sharesOriginals } from '../source/shared.ts'
import { zoneTag } from './key.ts'

type TaggedZone = Parameters<typeof sharesOriginals>[0] & { readonly name: string }

/**
 * The tags of all stored copies that a zone may show. Zones that share originals share copies, each tagged with the zone that it
 * was made for.
 * @param zones all of them
 */
export function zoneTags(zone: TaggedZone, zones: readonly TaggedZone[]): readonly string[] {
  return [zone, ...zones.filter((other) => sharesOriginals(zone, other))].map(({ name }) => zoneTag(name))
}
