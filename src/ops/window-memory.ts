import { roundUp } from '../wasm/heap.ts'

/** Bytes of a row as the kernel's masks take it. */
export const paddedRow = (bytes: number): number => roundUp(bytes, 32)

/**
 * Lengths of the blocks that the kernel takes to pass rows under a mask: one row with what is repeated beyond its ends,
 * and twice those that the mask looks at.
 * @param bytes of a row
 * @param sample bytes of what stands next to each other in it
 */
export function windowBlocks(bytes: number, sample: number, radius: number): [number, number] {
  const row = paddedRow(bytes)
  return [row + 2 * radius * sample, 2 * (2 * radius + 1) * row]
}
