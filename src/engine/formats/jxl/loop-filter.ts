import type { FieldReader } from './bits.ts'

const FLOAT = 16

/** Bits in the Gaborish weights: two weights for each of three components. */
const SMOOTHING = 6 * FLOAT
/** Bits in the edge-preserving filter's strengths, by sharpness. */
const SHARPNESS = 8 * FLOAT
/** Bits in the edge-preserving filter's weights. */
const WEIGHTS = 5 * FLOAT
/** Bits in the scales for the edge-preserving filter's sigma. */
const SIGMA = 3 * FLOAT

/** Skips a RestorationFilter bundle (ISO/IEC 18181-1:2022, J.1). */
export function skipLoopFilter(input: FieldReader, isModular: boolean): void {
  if (input.flag()) return
  const isSmoothed = input.flag()
  if (isSmoothed && input.flag()) input.skip(SMOOTHING)
  if (input.bits(2) > 0) skipEdgeFilter(input, isModular)
  input.skipExtensions()
}

function skipEdgeFilter(input: FieldReader, isModular: boolean): void {
  if (!isModular && input.flag()) input.skip(SHARPNESS)
  if (input.flag()) input.skip(WEIGHTS)
  if (input.flag()) input.skip(isModular ? SIGMA : FLOAT + SIGMA)
  if (isModular) input.skip(FLOAT)
}
