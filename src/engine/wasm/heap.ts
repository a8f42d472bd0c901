import { type Kernel, view } from './kernel.ts'
import { sizes } from './sizes.ts'

/**
 * Returns the total size in bytes that the kernel's allocator takes for blocks of the given sizes,
 * including guard bytes.
 */
export function heapBytes(...lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + sizes().blockBytes(length), 0)
}

/** Returns the value rounded up to a multiple of `step`. */
export const roundUp = (value: number, step: number) => Math.ceil(value / step) * step

/**
 * Copies data to a new block of kernel memory.
 * @returns address of the block
 */
export function upload(kernel: Kernel, data: Uint8Array | Uint16Array | Int16Array | Float32Array): number {
  const address = kernel.alloc(data.byteLength)
  view(kernel, address, data.byteLength).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  return address
}
