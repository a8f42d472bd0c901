import { BAND, DONE } from '../../constants/kernel.ts'
import type { Strip } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'

/**
 * Decodes a lossless image (RFC 9649, 3) while its bytes arrive.
 * @param pieces pieces of the image's VP8L payload
 * @returns RGBA strips, 4 bytes per pixel. Pixels are opaque if the header has no alpha. Each strip
 *   is valid until the next one is requested.
 * @throws Failure corrupt, or too-large if there are too many prefix code groups; all rows before
 *   the failure are yielded first
 * @example for await (const { planes } of readVp8l(pieces, header, kernel)) show(planes[0])
 */
export async function* readVp8l(
  pieces: AsyncIterable<Uint8Array>,
  size: Size,
  kernel: Kernel,
): AsyncGenerator<Strip> {
  check(kernel.vp8lOpen(size.width, size.height))
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const length = Math.min(kernel.vp8lCapacity(), piece.length - at)
      view(kernel, kernel.vp8lInput(), length).set(piece.subarray(at, at + length))
      at += length
      if (yield* strips(kernel, size, kernel.vp8lFeed(length, 0))) return
    }
  }
  yield* strips(kernel, size, kernel.vp8lFeed(0, 1))
}

/** Yields the rows that are ready. Returns `true` if the image is complete. */
function* strips(kernel: Kernel, { width }: Size, first: number): Generator<Strip, boolean> {
  const stride = 4 * width
  let status = first
  for (; status === BAND; status = kernel.vp8lNext()) {
    const count = kernel.vp8lRows()
    yield { planes: [{ rows: view(kernel, kernel.vp8lBand(), count * stride), stride, count }] }
  }
  check(status)
  return status === DONE
}

function check(status: number): void {
  if (status < 0) throw kernelFailure(status, 'WebP')
}
