import type { BitReader } from '../bits.ts'
import { bits, readF16, readU32, value } from '../fields.ts'
import { JxlError } from '../jxl-error.ts'
import { type BlockContexts, readBlockContexts } from './block-contexts.ts'

/** Scales of all coefficients (ISO/IEC 18181-1:2022, I.2.1). */
export interface Quantizer {
  readonly globalScale: number
  readonly lfScale: number
}

/** Shares of Y in X and B (ISO/IEC 18181-1:2022, I.2.3). */
export interface Correlation {
  readonly factor: number
  readonly baseX: number
  readonly baseB: number
  readonly lfX: number
  readonly lfB: number
}

export interface LfGlobal {
  readonly quantizer: Quantizer
  readonly contexts: BlockContexts
  readonly correlation: Correlation
}

function readQuantizer(reader: BitReader): Quantizer {
  const globalScale = readU32(reader, bits(11, 1), bits(11, 2049), bits(12, 4097), bits(16, 8193))
  return { globalScale, lfScale: readU32(reader, value(16), bits(5, 1), bits(8, 1), bits(16, 1)) }
}

function readCorrelation(reader: BitReader): Correlation {
  if (reader.bool()) return { factor: 84, baseX: 0, baseB: 1, lfX: 0, lfB: 0 }
  const factor = readU32(reader, value(84), value(256), bits(8, 2), bits(16, 258))
  const [baseX, baseB] = [readF16(reader), readF16(reader)]
  if (Math.max(Math.abs(baseX), Math.abs(baseB)) > 4) throw new JxlError('a base correlation is too large')
  return { factor, baseX, baseB, lfX: reader.read(8) - 128, lfB: reader.read(8) - 128 }
}

/** Reads quantizer, contexts and correlation (ISO/IEC 18181-1:2022, G.1). */
export const readLfGlobal = (reader: BitReader): LfGlobal => ({
  quantizer: readQuantizer(reader),
  contexts: readBlockContexts(reader),
  correlation: readCorrelation(reader),
})
