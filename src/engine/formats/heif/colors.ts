import type { ByteReader } from '../../bytes/reader.ts'
import type { ColorSource } from '../../picture/header.ts'
import type { Matrix, Pixels } from '../../picture/picture.ts'
import { iccColor } from '../icc.ts'
import type { HeifImage } from './heif-image.ts'
import type { Items } from './items.ts'

const isProfile = (colr: ByteReader) => ['prof', 'rICC'].includes(colr.text(0, 4))
const isCicp = (colr: ByteReader) => colr.text(0, 4) === 'nclx' && colr.reaches(8)

/**
 * Returns a picture's `colr` boxes, those that take precedence first. Older iPhones assign the
 * boxes to a grid's tiles. libheif uses the first tile's boxes if the grid has none of the same
 * kind.
 * @param pictures the picture, and other items whose boxes apply if the picture has none, such as
 *   the first tile
 */
export const colorBoxes = (items: Items, pictures: readonly number[]): readonly ByteReader[] =>
  [...new Set(pictures)]
    .flatMap(items.properties)
    .filter(({ type }) => type === 'colr')
    .map(items.open)

/**
 * Reads the color space from `colr` boxes. A box holds an ICC profile or code points (`nclx`), and
 * the first box of each kind counts. A profile overrides the code points; the decoder then uses
 * only their matrix (ISO/IEC 14496-12, 12.1.5).
 */
export function readColor(boxes: readonly ByteReader[]): { icc: boolean; color: ColorSource | undefined } {
  const profile = boxes.find(isProfile)
  if (profile) return { icc: true, color: iccColor([profile.block(4, profile.length - 4)]) }
  const cicp = boxes.find(isCicp)
  const color = cicp && ({ kind: 'cicp', primaries: cicp.u16be(4), transfer: cicp.u16be(6) } as const)
  return { icc: false, color }
}

/**
 * Matrices by their code points (ITU-T H.273, table 4). Code point 2 is unspecified, which all
 * readers treat as BT.601.
 */
const MATRICES: ReadonlyMap<number, Matrix> = new Map([
  [1, 'bt709'],
  [2, 'bt601'],
  [5, 'bt601'],
  [6, 'bt601'],
  [9, 'bt2020'],
])

/**
 * Returns the matrix and range for converting Y, Cb and Cr planes. Returns `undefined` if the
 * kernel cannot convert them.
 */
export function yccCoding({
  code,
  full,
}: NonNullable<HeifImage['matrix']>): Pick<Pixels, 'matrix' | 'range'> | undefined {
  const matrix = MATRICES.get(code)
  return matrix && { matrix, range: full ? 'full' : 'limited' }
}

/**
 * Returns the matrix and range in the `colr` box with code points (`nclx`); `undefined` if no such
 * box exists.
 */
export function readMatrix(boxes: readonly ByteReader[]): HeifImage['matrix'] {
  const cicp = boxes.find((colr) => isCicp(colr) && colr.reaches(11))
  return cicp && { code: cicp.u16be(8), full: cicp.u8(10) >= 0x80 }
}
