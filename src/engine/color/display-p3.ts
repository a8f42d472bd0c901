import type { CommonHeader } from '../picture/header.ts'
import { nonSrgbSpace } from './conversion.ts'
import { fromPrimaries, primariesOf } from './primaries.ts'
import { type Curve, toSrgb } from './transfer.ts'

/** Display P3's code point in ITU-T H.273, table 2. */
const DISPLAY_P3 = 12

/**
 * Maximum difference between an element in a profile's matrix and the same element in Display P3's
 * matrix. Very small profiles differ by 0.0014.
 */
const MATRIX_TOLERANCE = 0.002

/** Maximum difference between a profile's curve and sRGB's curve, in codes from 0 to 255. */
const CODE_TOLERANCE = 0.5

function isSrgbCurve(curve: Curve): boolean {
  for (let code = 0; code <= 255; code++)
    if (Math.abs(255 * toSrgb(curve(code / 255)) - code) > CODE_TOLERANCE) return false
  return true
}

/** `true` if an image has Display P3's colors, so that the Display P3 code point describes them. */
export function isDisplayP3(colored: Pick<CommonHeader, 'color' | 'components'>): boolean {
  const space = colored.components === 3 ? nonSrgbSpace(colored) : undefined
  if (!space) return false
  const expected = fromPrimaries(primariesOf(DISPLAY_P3)).flat()
  const isSame = space.matrix
    .flat()
    .every((value, at) => Math.abs(value - (expected[at] ?? 0)) <= MATRIX_TOLERANCE)
  return isSame && space.curves.every(isSrgbCurve)
}
