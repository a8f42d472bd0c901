import type { CatalogZone } from '../../protocol.ts'

/** The zone with the longest prefix of a path. The path may be malformed, so it is not decoded. */
export function zoneOf(path: string, zones: readonly CatalogZone[]): CatalogZone | undefined {
  const [longest] = zones
    .filter(({ prefix }) => path.startsWith(prefix))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)
  return longest
}

/** The parameters of a zone's preset as a query; `undefined` where the zone has none of that name. */
export function presetQuery(zone: CatalogZone | undefined, name: string | undefined): string | undefined {
  return zone && name !== undefined && Object.hasOwn(zone.presets, name) ? zone.presets[name] : undefined
}
