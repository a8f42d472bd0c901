import { DONE, WANT } from '../../constants/kernel.ts'
import type { StreamedPlane, Strip } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'

/**
 * Returns a VP8 frame's planes, whose samples have limited range. Chroma has half the width and
 * height, rounded up (RFC 6386, 5).
 */
export function vp8Planes({ width, height }: Size): readonly StreamedPlane[] {
  const chroma = { width: Math.ceil(width / 2), height: Math.ceil(height / 2), density: [0.5, 0.5] } as const
  return [{ width, height, density: [1, 1] }, chroma, chroma]
}

function readBand(kernel: Kernel, planes: readonly StreamedPlane[]): Strip {
  return {
    planes: planes.map(({ width }, plane) => {
      const [count, stride] = [kernel.vp8Rows(plane), kernel.vp8Stride(plane)]
      const bytes = (count - 1) * stride + width
      return { rows: view(kernel, kernel.vp8Band(plane), bytes), stride, count }
    }),
  }
}

/**
 * Yields bands of rows from the kernel's decoder until it needs more data or the frame is complete.
 * @returns the decoder's last status
 */
function* bands(kernel: Kernel, planes: readonly StreamedPlane[], first: number): Generator<Strip, number> {
  let status = first
  while (status !== WANT && status !== DONE) {
    if (status < 0) throw kernelFailure(status, 'WebP')
    yield readBand(kernel, planes)
    status = kernel.vp8Next()
  }
  return status
}

/**
 * Decodes a VP8 key frame to the planes that `vp8Planes` describes, while the frame arrives.
 *
 * @param pieces pieces of a `VP8 ` chunk's payload; each is valid until the next one is requested
 * @param size the image's width and height, from the container
 * @param bytes payload length in bytes, from the container
 * @throws Failure corrupt, unsupported; thrown while strips are read
 */
export async function* readVp8(
  pieces: AsyncIterable<Uint8Array>,
  size: Size,
  bytes: number,
  kernel: Kernel,
): AsyncGenerator<Strip> {
  const opened = kernel.vp8Open(size.width, size.height, bytes)
  if (opened < 0) throw kernelFailure(opened, 'WebP')
  const planes = vp8Planes(size)
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const length = Math.min(kernel.vp8Capacity(), piece.length - at)
      view(kernel, kernel.vp8Input(), length).set(piece.subarray(at, at + length))
      at += length
      if ((yield* bands(kernel, planes, kernel.vp8Feed(length, 0))) === DONE) return
    }
  }
  yield* bands(kernel, planes, kernel.vp8Feed(0, 1))
}
