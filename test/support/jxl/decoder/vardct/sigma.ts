import { SIGMA_SCALE } from '../edge-filter.ts'
import type { LoopFilter } from '../loop-filter.ts'
import type { BlockGrid } from './block-grid.ts'
import type { Quantizer } from './lf-global.ts'

/** Largest value instead of 0, by which sigma would be infinite. */
const MAX_SIGMA = -1e-4

/**
 * Computes the strength of the edge-preserving filter for each block (ISO/IEC 18181-1:2022, annex
 * J).
 * @param blocksWide block columns in the frame, without the columns that subsampling adds
 */
export function inverseSigmas(
  grid: BlockGrid,
  filter: LoopFilter,
  { globalScale }: Quantizer,
  [blocksWide, blocksHigh]: readonly [number, number],
): Float32Array {
  const base = (filter.quantFactor * 65_536) / (globalScale * SIGMA_SCALE)
  const sigmas = new Float32Array(blocksWide * blocksHigh)
  for (let y = 0, to = 0; y < blocksHigh; y++) {
    for (let x = 0; x < blocksWide; x++, to++) {
      const at = y * grid.width + x
      const factor = filter.sharpness[grid.sharpness[at] as number] as number
      sigmas[to] = 1 / Math.min(MAX_SIGMA, (base / (grid.quants[at] as number)) * factor)
    }
  }
  return sigmas
}
