import type { HeifKind } from '../heif/heif-kind.ts'
import { readUsability } from './video-usability.ts'

const CHROMA = ['4:0:0', '4:2:0', '4:2:2', '4:4:4'] as const

/**
 * HEIC properties: HEIC is HEIF with HEVC. In the box `hvcC`, bytes 16 and 17 hold the chroma
 * format and the bit depth (ISO/IEC 14496-15, 8.3.2.1).
 */
export const HEIC: HeifKind<'heic'> = {
  format: 'heic',
  name: 'HEIC',
  coded: ['hvc1'],
  configuration: 'hvcC',
  properties: ['hvcC', 'lhvC', 'oinf', 'tols', 'rloc'],
  readConfiguration(hvcC) {
    const chroma = CHROMA[hvcC.u8(16) & 3] ?? '4:0:0'
    const samples = { depth: 8 + (hvcC.u8(17) & 7), components: chroma === '4:0:0' ? 1 : 3 } as const
    return { ...samples, chroma, matrix: readUsability(hvcC) }
  },
}
