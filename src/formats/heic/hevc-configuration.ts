import type { HeifKind } from '../heif/header.ts'

/** HEIF with HEVC: `hvcC` has chroma and depth in bytes 16 and 17 (ISO/IEC 14496-15, 8.3.2.1). */
export const HEIC: HeifKind = {
  format: 'heic',
  name: 'HEIC',
  coded: ['hvc1'],
  configuration: 'hvcC',
  properties: ['hvcC', 'lhvC', 'oinf', 'tols', 'rloc'],
  readConfiguration(hvcC) {
    return { depth: 8 + (hvcC.u8(17) & 7), components: (hvcC.u8(16) & 3) === 0 ? 1 : 3 }
  },
}
