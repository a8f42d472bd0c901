import type { Size } from '../../picture/size.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'
import { ALPHA_BAND } from './vp8l-memory.ts'

/**
 * Opens the alpha of a lossy image (RFC 9649, 2.7.1.2).
 * @param alpha the payload of its ALPH chunk, which is copied
 * @returns decodes the next rows, a byte a pixel, up to 64 at a time and as many as the image has; valid until the next
 *   call; throws `Failure` corrupt, too-large
 * @throws Failure corrupt
 * @example const rows = openAlpha(alpha, size, kernel)(16)
 */
export function openAlpha(alpha: Uint8Array, size: Size, kernel: Kernel): (count: number) => Uint8Array {
  check(kernel.alphOpen(size.width, size.height, alpha.length))
  view(kernel, kernel.alphInput(), alpha.length).set(alpha)
  check(kernel.alphStart())
  return (count) => {
    if (count > ALPHA_BAND) throw new RangeError(`alpha has ${ALPHA_BAND} rows at a time`)
    check(kernel.alphRows(count))
    return view(kernel, kernel.alphBand(), count * size.width)
  }
}

function check(status: number): void {
  if (status < 0) throw kernelFailure(status, 'WebP')
}
