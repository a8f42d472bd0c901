import { heapBytes } from '../../../src/engine/wasm/heap.ts'
import type { Kernel } from '../../../src/engine/wasm/kernel.ts'
import type { Plane } from '../jpeg/kernel.ts'
import { bytes, kernel } from '../kernel/kernel.ts'

/** Return values from the kernel's decoder. */
export const VP8_STATUS = { want: 0, band: 2, done: 3, corrupt: -1, unsupported: -2 } as const

export interface DecodedVp8 {
  /** Last status of the decoder: done, or an error. */
  readonly status: number
  /** Planes Y, U and V. Rows that were not decoded are zero. */
  readonly planes: readonly Plane[]
  /** Number of rows that are decoded in each plane. */
  readonly rows: readonly number[]
  /** Number of bytes that the decoder allocated. */
  readonly memory: number
}

/** Returns the payload in a still image's `VP8 ` chunk. */
export function vp8Frame(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  for (let at = 12; at + 8 <= file.length; ) {
    const size = view.getUint32(at + 4, true)
    if (Buffer.from(file.subarray(at, at + 4)).toString('latin1') === 'VP8 ')
      return Uint8Array.from(file.subarray(at + 8, at + 8 + size))
    at += 8 + size + (size % 2)
  }
  throw new Error('the file has no VP8 chunk')
}

export function vp8Size(frame: Uint8Array): { readonly width: number; readonly height: number } {
  const [, , , , , , low = 0, high = 0, lower = 0, upper = 0] = frame
  return { width: ((high << 8) | low) & 0x3fff, height: ((upper << 8) | lower) & 0x3fff }
}

function emptyPlanes({ width, height }: { readonly width: number; readonly height: number }): Plane[] {
  const [wide, high] = [Math.ceil(width / 2), Math.ceil(height / 2)]
  const plane = (width: number, height: number) => ({ width, height, data: new Uint8Array(width * height) })
  return [plane(width, height), plane(wide, high), plane(wide, high)]
}

interface Options {
  /** Lengths of the pieces, used cyclically; 0 gives an empty piece. */
  readonly cuts?: readonly number[]
  /** Size according to the container. */
  readonly size?: { readonly width: number; readonly height: number }
  readonly bytes?: number
  readonly wasm?: Kernel
}

/** Decodes a VP8 frame. */
export function decodeVp8(
  frame: Uint8Array,
  {
    cuts = [50_000, 20_000],
    size = vp8Size(frame),
    bytes: total = frame.length,
    wasm = kernel(),
  }: Options = {},
): DecodedVp8 {
  const before = wasm.alloc(0)
  const planes = emptyPlanes(size)
  const rows = [0, 0, 0]
  let status = wasm.vp8Open(size.width, size.height, total)
  let used = 0
  for (let piece = 0; status >= 0 && status !== VP8_STATUS.done; ) {
    if (status === VP8_STATUS.want) {
      if (used === frame.length && piece > 0) throw new Error('the decoder wants more than the frame has')
      const length = Math.min(cuts[piece++ % cuts.length] ?? 1, wasm.vp8Capacity(), frame.length - used)
      if (wasm.vp8Capacity() <= 0) throw new Error('no room for the next piece')
      bytes(wasm, wasm.vp8Input(), length).set(frame.subarray(used, used + length))
      used += length
      status = wasm.vp8Feed(length, used === frame.length ? 1 : 0)
      continue
    }
    planes.forEach(({ width, data }, i) => {
      for (let row = 0; row < wasm.vp8Rows(i); row++) {
        const at = wasm.vp8Band(i) + row * wasm.vp8Stride(i)
        data.set(bytes(wasm, at, width), width * (rows[i] ?? 0))
        rows[i] = (rows[i] ?? 0) + 1
      }
    })
    status = wasm.vp8Next()
  }
  return { status, planes, rows, memory: wasm.alloc(0) - before - heapBytes(0) }
}
