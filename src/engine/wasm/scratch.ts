import type { Seat } from '../../memory/index.ts'
import { releaseBuffer, replaced } from '../bytes/release.ts'
import { type Kernel, view } from './kernel.ts'
import { withKernel } from './with-kernel.ts'

/** Bytes for one block's guard bytes and alignment, rounded up. */
const BLOCK_OVERHEAD = 256

/**
 * Returns the bytes that scratch memory can hold in a kernel whose blocks may take `kernel` bytes.
 */
export const scratchBytes = (kernel: number): number => Math.max(0, kernel - BLOCK_OVERHEAD)

/** Allocates scratch memory. It is valid until the next `alloc`. */
export const scratchIn = (kernel: Kernel, bytes: number): Uint8Array<ArrayBuffer> =>
  view(kernel, kernel.alloc(bytes), bytes)

/**
 * Makes a new version of a file. The file is moved to the kernel's idle memory before the new
 * version is allocated, so that buffers never hold both.
 * @param seat right to the memory that belonged to a kernel that has ended
 * @param maxBytes the scratch memory's maximum size. A longer file stays in its buffer
 * @param file is freed unless it is the result
 * @param write returns the new version, or its argument if nothing changes
 */
export async function rewritten(
  seat: Seat | undefined,
  maxBytes: number,
  file: Uint8Array<ArrayBuffer>,
  write: (file: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (file.length > maxBytes) return replaced(file, write(file))
  return withKernel(seat, async (kernel) => {
    const scratch = scratchIn(kernel, file.length)
    scratch.set(file)
    releaseBuffer(file)
    const written = write(scratch)
    return written.buffer === scratch.buffer ? written.slice() : written
  })
}
