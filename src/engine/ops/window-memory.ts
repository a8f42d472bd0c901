import { roundUp } from '../wasm/heap.ts'

/** Returns the bytes of a row, padded as the kernel needs it for its masks. */
export const paddedRow = (bytes: number): number => roundUp(bytes, 32)

/**
 * Returns the bytes of the blocks in which the kernel passes rows under a mask: one row with its
 * ends repeated, and twice the rows under the mask.
 * @param bytes bytes of a row
 * @param sample bytes between neighbouring samples of a row
 */
export function windowBlocks(bytes: number, sample: number, radius: number): [number, number] {
  const row = paddedRow(bytes)
  return [row + 2 * radius * sample, 2 * (2 * radius + 1) * row]
}
