import type { Orientation } from '../../picture/header.ts'
import type { Items, Property } from './items.ts'

const QUARTER_TURNS: readonly Orientation[] = [1, 8, 3, 6]
const MIRRORED_QUARTER_TURNS: readonly Orientation[] = [2, 5, 4, 7]

/**
 * `irot` and `imir` (ISO/IEC 23008-12:2022, 6.5.10 and 6.5.12) in the order of their association, as one orientation; that
 * of an Exif item is ignored. `irot` makes quarter turns anti-clockwise; `imir` exchanges top and bottom (axis 0) or left
 * and right (axis 1; the first edition was read both ways).
 */
export function readTransforms(items: Items, properties: readonly Property[]): Orientation {
  let turns = 0
  let mirrored = false
  for (const property of properties) {
    if (property.type === 'irot') turns += items.open(property).u8(0) & 3
    if (property.type !== 'imir') continue
    // Mirror after turn = opposite turn after mirror; top and bottom = left and right, then half a turn.
    turns = ((items.open(property).u8(0) & 1) === 0 ? 2 : 0) - turns
    mirrored = !mirrored
  }
  return (mirrored ? MIRRORED_QUARTER_TURNS : QUARTER_TURNS)[((turns % 4) + 4) % 4] ?? 1
}
