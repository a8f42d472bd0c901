import type { Items } from './items.ts'

/** An item of type `tmap`, and the gain map that it applies to its base (ISO/IEC 23008-12:2024, Amendment 1). */
export interface ToneMap {
  readonly item: number
  readonly map: number
}

/**
 * The first tone map derived from a picture. Whether a group `altr` prefers it to its base is not looked at: who asks for the
 * gain map prefers it.
 */
export function findToneMap({ types, references }: Items, picture: number): ToneMap | undefined {
  for (const { type, from, to } of references) {
    const [base, map] = to
    const isDerived = type === 'dimg' && types.get(from) === 'tmap' && to.length === 2
    if (isDerived && base === picture && map !== undefined && map !== base) return { item: from, map }
  }
  return undefined
}
