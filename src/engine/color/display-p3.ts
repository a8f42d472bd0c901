import type { CommonHeader } from '../picture/header.ts'
import { nonSrgbSpace } from './conversion.ts'
import { fromPrimaries, primariesOf } from './primaries.ts'
import { type Curve, toSrgb } from './transfer.ts'

/** Code point of Display P3 in ITU-T H.273, table 2. */
const DISPLAY_P3 = 12

/**
 * Maximum difference of an element of a profile's matrix from that of Display P3. Profiles of few
 * bytes differ by 0.0014.
 */
const MATRIX_TOLERANCE = 0.002

/** Maximum difference of a profile's curve from that of sRGB, in codes of 255. */
const CODE_TOLERANCE = 0.5

function isSrgbCurve(curve: Curve): boolean {
  for (let code = 0; code <= 255; code++)
    if (Math.abs(255 * toSrgb(curve(code / 255)) - code) > CODE_TOLERANCE) return false
  return true
}

/**
 * `true` if the colors of an image are those of Display P3, so that its code point describes them.
 */
export function isDisplayP3(colored: Pick<CommonHeader, 'color' | 'components'>): boolean {
  const space = colored.components === 3 ? nonSrgbSpace(colored) : undefined
  if (!space) return false
  const expected = fromPrimaries(primariesOf(DISPLAY_P3)).flat()
  const isSame = space.matrix
    .flat()
    .every((value, at) => Math.abs(value - (expected[at] ?? 0)) <= MATRIX_TOLERANCE)
  return isSame && space.curves.every(isSrgbCurve)
}
