import { vp8Encoder } from '../../../src/engine/wasm/vp8-encoder.ts'
import { bytes, kernel } from '../kernel/kernel.ts'

export interface Yuv {
  readonly width: number
  readonly height: number
  /** Planes Y, U and V without gaps; U and V have half the width and height, rounded up. */
  readonly planes: readonly Uint8Array[]
}

/** Returns planes whose samples a function computes from plane, column and row. */
export function paintYuv(
  width: number,
  height: number,
  at: (plane: number, x: number, y: number) => number,
): Yuv {
  const planes = [0, 1, 2].map((plane) => {
    const [wide, high] = plane === 0 ? [width, height] : [Math.ceil(width / 2), Math.ceil(height / 2)]
    return Uint8Array.from({ length: wide * high }, (_, i) => at(plane, i % wide, Math.floor(i / wide)))
  })
  return { width, height, planes }
}

/** Encoder that is open for pictures up to a size. */
export function openVp8Encoder(width: number, height: number, quality: number, effort = 0) {
  const wasm = kernel()
  const encoder = vp8Encoder(wasm)
  const status = encoder.vp8EncodeOpen(width, height, quality, effort)
  return {
    wasm,
    encoder,
    status,
    /** Encodes a picture, and returns the VP8 frame. */
    encode({ width, height, planes }: Yuv): Buffer {
      const checkpoint = wasm.heapCheckpoint()
      if (encoder.vp8EncodePart(width, height) !== 0) throw new Error('the picture is too large')
      const [y = 0, u = 0, v = 0] = planes.map((plane) => {
        const at = wasm.alloc(plane.length)
        bytes(wasm, at, plane.length).set(plane)
        return at
      })
      const length = encoder.vp8EncodePlanes(y, width, u, v, Math.ceil(width / 2))
      const pieces: Buffer[] = []
      for (let size = encoder.vp8EncodeNext(); size > 0; size = encoder.vp8EncodeNext())
        pieces.push(Buffer.from(bytes(wasm, encoder.vp8EncodeOutput(), size)))
      wasm.heapRestore(checkpoint)
      const frame = Buffer.concat(pieces)
      if (frame.length !== length) throw new Error(`${frame.length} bytes instead of ${length}`)
      return frame
    },
  }
}
