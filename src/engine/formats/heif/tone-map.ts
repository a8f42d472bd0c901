import type { Items } from './items.ts'

/**
 * Ids of a tone map (a `tmap` item) and the gain map that it applies to its base picture (ISO/IEC
 * 23008-12:2024, Amendment 1).
 */
export interface ToneMap {
  readonly item: number
  readonly map: number
}

/**
 * Finds the first tone map derived from a picture. `altr` groups are ignored. They tell a viewer to
 * show either the picture or its tone map, but a request for the gain map has already decided that.
 */
export function findToneMap({ types, references }: Items, picture: number): ToneMap | undefined {
  for (const { type, from, to } of references) {
    const [base, map] = to
    const isDerived = type === 'dimg' && types.get(from) === 'tmap' && to.length === 2
    if (isDerived && base === picture && map !== undefined && map !== base) return { item: from, map }
  }
  return undefined
}
