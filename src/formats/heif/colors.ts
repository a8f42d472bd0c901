import type { ByteReader } from '../../bytes/reader.ts'
import type { ColorSource } from '../../picture/header.ts'
import { iccColor } from '../icc.ts'

const isProfile = (colr: ByteReader) => ['prof', 'rICC'].includes(colr.text(0, 4))
const isCicp = (colr: ByteReader) => colr.text(0, 4) === 'nclx' && colr.reaches(8)

/**
 * Reads the `colr` boxes of an item: a profile overrides code points, which then give the decoder only the matrix (ISO/IEC 14496-12, 12.1.5).
 */
export function readColor(boxes: readonly ByteReader[]): { icc: boolean; color: ColorSource | undefined } {
  const profile = boxes.find(isProfile)
  if (profile) return { icc: true, color: iccColor([profile.block(4, profile.length - 4)]) }
  const cicp = boxes.find(isCicp)
  const color = cicp && ({ kind: 'cicp', primaries: cicp.u16be(4), transfer: cicp.u16be(6) } as const)
  return { icc: false, color }
}
