import { roundUp } from '../wasm/heap.ts'

/** Bytes of a row as the kernel pads it for its masks. */
export const paddedRow = (bytes: number): number => roundUp(bytes, 32)

/**
 * Lengths of the blocks that the kernel takes to pass rows under a mask: one row with its ends repeated, and twice the rows
 * under the mask.
 * @param bytes of a row
 * @param sample bytes between neighbours in it
 */
export function windowBlocks(bytes: number, sample: number, radius: number): [number, number] {
  const row = paddedRow(bytes)
  return [row + 2 * radius * sample, 2 * (2 * radius + 1) * row]
}
