import type { Size } from '../../picture/size.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'
import { alphaBand } from './vp8l-memory.ts'

/**
 * Opens a lossy image's alpha plane (RFC 9649, 2.7.1.2).
 * @param alpha ALPH payload, which is copied into the kernel
 * @returns a function that decodes the next rows, one byte per pixel. It takes up to 64 rows per
 *   call, and no more rows in total than the image has. The rows are valid until the next call. The
 *   function throws `Failure` corrupt or too-large.
 * @throws Failure corrupt
 * @example const rows = openAlpha(alpha, size, kernel)(16)
 */
export function openAlpha(alpha: Uint8Array, size: Size, kernel: Kernel): (count: number) => Uint8Array {
  check(kernel.alphOpen(size.width, size.height, alpha.length))
  view(kernel, kernel.alphInput(), alpha.length).set(alpha)
  check(kernel.alphStart())
  return (count) => {
    if (count > alphaBand()) throw new RangeError(`alpha has ${alphaBand()} rows at a time`)
    check(kernel.alphRows(count))
    return view(kernel, kernel.alphBand(), count * size.width)
  }
}

function check(status: number): void {
  if (status < 0) throw kernelFailure(status, 'WebP')
}
