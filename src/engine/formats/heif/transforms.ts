import type { Orientation } from '../../picture/header.ts'
import {
  compose,
  inverse,
  orientationOf,
  type Turn,
  turnBox,
  turnOf,
  turnSize,
} from '../../picture/orientation.ts'
import type { Box, Size } from '../../picture/size.ts'
import { readAperture } from './aperture.ts'
import type { HeifName, Items, Property } from './items.ts'

/** The part of a coded image that is shown, and its rotation or mirroring after the crop. */
export interface Shown {
  /** The shown part in the coded image's pixels; `undefined` if no aperture crops the image. */
  readonly aperture: Box | undefined
  readonly orientation: Orientation
}

/** EXIF orientations by the number of anti-clockwise quarter turns in `irot`. */
const QUARTER_TURNS: readonly Orientation[] = [1, 8, 3, 6]
/**
 * EXIF orientations by the mirror axis in `imir`: 0 exchanges top and bottom, 1 exchanges left and
 * right. The standard's first edition is ambiguous, and readers have understood it both ways.
 */
const MIRRORS: readonly Orientation[] = [4, 2]

/**
 * Reads `clap`, `irot` and `imir` (ISO/IEC 23008-12:2022, 6.5.10 to 6.5.12) in their association
 * order. An aperture after a turn crops the turned image. The orientation in an Exif item is
 * ignored.
 * @param properties the coded item's properties, then the properties of the items that show it
 * @param coded the coded image's width and height
 * @throws Failure corrupt: an aperture is not valid
 */
export function readTransforms(
  items: Items,
  properties: readonly Property[],
  coded: Size,
  name: HeifName,
): Shown {
  let turn = turnOf(1)
  let aperture: Box | undefined
  for (const property of properties) {
    if (property.type === 'clap') {
      const from: Box = aperture ?? { x: 0, y: 0, ...coded }
      const shown = turnSize(from, turn)
      const { x, y, ...size } = turnBox(readAperture(items.open(property), shown, name), shown, inverse(turn))
      aperture = { x: from.x + x, y: from.y + y, ...size }
    } else {
      turn = compose(turn, turnBy(items, property))
    }
  }
  return { aperture, orientation: orientationOf(turn) }
}

/**
 * Returns an `irot` or `imir` property's rotation or mirroring. All other properties turn nothing.
 */
function turnBy(items: Items, property: Property): Turn {
  if (property.type === 'irot') return turnOf(QUARTER_TURNS[items.open(property).u8(0) & 3] ?? 1)
  if (property.type === 'imir') return turnOf(MIRRORS[items.open(property).u8(0) & 1] ?? 1)
  return turnOf(1)
}
