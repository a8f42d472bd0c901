import type { CatalogZone } from '../../protocol.ts'

/**
 * Returns a path's zone: the zone with the longest matching prefix. The path is not decoded because
 * it may be malformed.
 */
export function zoneOf(path: string, zones: readonly CatalogZone[]): CatalogZone | undefined {
  const [longest] = zones
    .filter(({ prefix }) => path.startsWith(prefix))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)
  return longest
}

/**
 * Returns the parameters in a zone's preset as a query. Returns `undefined` if the zone has no such
 * preset.
 */
export function presetQuery(zone: CatalogZone | undefined, name: string | undefined): string | undefined {
  return zone && name !== undefined && Object.hasOwn(zone.presets, name) ? zone.presets[name] : undefined
}
