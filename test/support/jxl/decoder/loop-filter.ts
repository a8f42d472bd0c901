import type { BitReader } from './bits.ts'
import { readF16, readF16s, skipExtensions } from './fields.ts'

/** Filters after the decoding of blocks (ISO/IEC 18181-1:2022, annex J). */
export interface LoopFilter {
  /** Weights of the sides and corners for each channel, before they are normalized. */
  readonly gaborish: readonly (readonly [side: number, corner: number])[] | undefined
  /** Iterations of the edge-preserving filter, 0 to 3. */
  readonly iterations: number
  readonly sharpness: readonly number[]
  readonly channelScale: readonly number[]
  readonly quantFactor: number
  readonly firstScale: number
  readonly lastScale: number
  readonly borderFactor: number
  /** Sigma of modular frames. */
  readonly modularSigma: number
}

const SIDE = 1.1 * 0.104699568
const CORNER = 1.1 * 0.055680538

export const DEFAULT_FILTER: LoopFilter = {
  gaborish: Array<readonly [number, number]>(3).fill([SIDE, CORNER]),
  iterations: 2,
  sharpness: Array.from({ length: 8 }, (_, at) => at / 7),
  channelScale: [40, 5, 3.5],
  quantFactor: 0.46,
  firstScale: 0.9,
  lastScale: 6.5,
  borderFactor: 2 / 3,
  modularSigma: 1,
}

function readGaborish(reader: BitReader): LoopFilter['gaborish'] {
  if (!reader.bool()) return undefined
  if (!reader.bool()) return DEFAULT_FILTER.gaborish
  return Array.from({ length: 3 }, () => [readF16(reader), readF16(reader)] as const)
}

type Sigmas = Pick<LoopFilter, 'quantFactor' | 'firstScale' | 'lastScale' | 'borderFactor' | 'modularSigma'>

function readSigmas(reader: BitReader, isModular: boolean): Sigmas {
  let { quantFactor, firstScale, lastScale, borderFactor, modularSigma } = DEFAULT_FILTER
  if (reader.bool()) {
    if (!isModular) quantFactor = readF16(reader)
    firstScale = readF16(reader)
    lastScale = readF16(reader)
    borderFactor = readF16(reader)
  }
  if (isModular) modularSigma = readF16(reader)
  return { quantFactor, firstScale, lastScale, borderFactor, modularSigma }
}

/** Reads the loop filter of a frame header (ISO/IEC 18181-1:2022, annex J). */
export function readLoopFilter(reader: BitReader, isModular: boolean): LoopFilter {
  if (reader.bool()) return DEFAULT_FILTER
  let { sharpness, channelScale } = DEFAULT_FILTER
  const gaborish = readGaborish(reader)
  const iterations = reader.read(2)
  let sigmas: Sigmas = DEFAULT_FILTER
  if (iterations > 0) {
    if (!isModular && reader.bool()) sharpness = readF16s(reader, 8)
    if (reader.bool()) [channelScale] = [readF16s(reader, 3), readF16s(reader, 2)]
    sigmas = readSigmas(reader, isModular)
  }
  skipExtensions(reader)
  return { ...DEFAULT_FILTER, ...sigmas, gaborish, iterations, sharpness, channelScale }
}
