import { type Kernel, view } from './kernel.ts'
import { sizes } from './sizes.ts'

/**
 * Returns the total size in bytes that the kernel's allocator takes for blocks with the given
 * sizes, including guard bytes.
 */
export function heapBytes(...lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + sizes().blockBytes(length), 0)
}

/** Returns the value rounded up to a multiple of `step`. */
export const roundUp = (value: number, step: number) => Math.ceil(value / step) * step

/**
 * Copies data to a new block in kernel memory, one piece after the other.
 * @returns the block's address
 */
export function upload(
  kernel: Kernel,
  ...pieces: readonly (Uint8Array | Uint16Array | Int16Array | Float32Array)[]
): number {
  const address = kernel.alloc(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = address
  for (const { buffer, byteOffset, byteLength } of pieces) {
    view(kernel, at, byteLength).set(new Uint8Array(buffer, byteOffset, byteLength))
    at += byteLength
  }
  return address
}
