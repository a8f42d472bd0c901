/** Reads the quantizer indices and computes the quantizer steps (RFC 6386, 9.6, 14.1). */
import { readNumber, readOptional } from './bool'
import { acStep, dcStep } from './quant-steps'
import { absolute, SEGMENTS, segmented, segmentStep } from './segments'

/**
 * Length in bytes of one step table: 16 quantizer steps in bitstream order. A segment has three
 * tables: luma, luma DC, and chroma.
 */
const KIND_BYTES = 32
const SEGMENT_BYTES = 3 * KIND_BYTES

const STEPS: usize = memory.data(SEGMENTS * SEGMENT_BYTES, 16)

/** Byte offsets to the three quantizer step tables, from the address that `stepsOf` returns. */
export const OF_LUMA: usize = 0
export const OF_LUMA_DC: usize = KIND_BYTES
export const OF_CHROMA: usize = 2 * KIND_BYTES

export function stepsOf(segment: i32): usize {
  return STEPS + <usize>segment * SEGMENT_BYTES
}

function fill(steps: usize, dc: i32, ac: i32): void {
  store<u16>(steps, dc)
  for (let i = 1; i < 16; i++) store<u16>(steps + 2 * i, ac)
}

/**
 * Reads the quantizer indices in a frame header and computes all segments' steps. The chroma DC
 * step is limited to 132, which is the step for index 117.
 */
export function readSteps(): void {
  const base = readNumber(7)
  const lumaDc = readOptional(4)
  const secondDc = readOptional(4)
  const secondAc = readOptional(4)
  const chromaDc = readOptional(4)
  const chromaAc = readOptional(4)
  for (let segment = 0; segment < SEGMENTS; segment++) {
    let index = base
    if (segmented) index = segmentStep(segment) + (absolute ? 0 : base)
    const steps = stepsOf(segment)
    fill(steps + OF_LUMA, dcStep(index + lumaDc), acStep(index))
    fill(steps + OF_LUMA_DC, 2 * dcStep(index + secondDc), max(8, (acStep(index + secondAc) * 155) / 100))
    fill(steps + OF_CHROMA, dcStep(index + chromaDc, 117), acStep(index + chromaAc))
  }
}
