import type { Chroma } from '../../picture/header.ts'
import type { HeifKind } from '../heif/heif-kind.ts'

/**
 * AVIF properties: AVIF is HEIF with AV1 (AV1-ISOBMFF, 2.3.3). In the box `av1C`, the third byte
 * has flags for the bit depth and for chroma subsampling.
 */
export const AVIF: HeifKind<'avif'> = {
  format: 'avif',
  name: 'AVIF',
  coded: ['av01'],
  configuration: 'av1C',
  properties: ['av1C', 'a1op', 'lsel', 'a1lx'],
  readConfiguration(av1C) {
    const flags = av1C.u8(2)
    const [high, twelve, monochrome] = [(flags & 0x40) !== 0, (flags & 0x20) !== 0, (flags & 0x10) !== 0]
    const samples = { depth: high ? (twelve ? 12 : 10) : 8, components: monochrome ? 1 : 3 } as const
    return { ...samples, chroma: monochrome ? '4:0:0' : chromaOf((flags & 8) !== 0, (flags & 4) !== 0) }
  },
}

/**
 * Returns the chroma format, such as `4:2:0`, for chroma subsampling along each axis.
 * @param across `true` if chroma has half as many samples as luma in a row
 * @param down `true` if chroma has half as many rows as luma
 */
export function chromaOf(across: boolean, down: boolean): Chroma {
  if (!across) return '4:4:4'
  return down ? '4:2:0' : '4:2:2'
}
