import { heapBytes } from '../../../src/engine/wasm/heap.ts'
import { bytes, kernel } from '../kernel/kernel.ts'

/** Return values from the decoder. */
export const STATUS = { want: 0, rows: 2, done: 3, corrupt: -1, limit: -3 } as const

export interface Decoded {
  /** Last status that the decoder returned. */
  readonly status: number
  readonly width: number
  readonly height: number
  /** Pixels as RGBA of the rows that were decoded before the last status. */
  readonly pixels: Uint8Array
  /** Number of bytes that the decoder allocated. */
  readonly memory: number
}

/** Returns the payload from the first chunk with a type in a WebP file. */
export function payloadOf(file: Uint8Array, type: string): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  for (let at = 12; at + 8 <= file.length; ) {
    const size = view.getUint32(at + 4, true)
    if (String.fromCharCode(...file.subarray(at, at + 4)) === type)
      return file.subarray(at + 8, at + 8 + size)
    at += 8 + size + (size % 2)
  }
  throw new Error(`the file has no ${type} chunk`)
}

/** Returns the size in the header of a VP8L payload. */
export function sizeOf(payload: Uint8Array) {
  const [, a = 0, b = 0, c = 0, d = 0] = payload
  const bits = a | (b << 8) | (c << 16) | (d << 24)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

/**
 * Decodes the payload of a VP8L chunk.
 * @param cuts lengths of the pieces, used cyclically; 0 gives an empty piece
 * @param size picture size; default: the size in the header
 */
export function decode(
  payload: Uint8Array,
  cuts: readonly number[] = [50_000],
  size = sizeOf(payload),
  wasm = kernel(),
): Decoded {
  const before = wasm.alloc(0)
  const { width, height } = size
  const strips: Uint8Array[] = []
  let status = wasm.vp8lOpen(width, height)
  for (let used = 0, piece = 0; status >= 0 && status !== STATUS.done; ) {
    if (status === STATUS.rows) {
      strips.push(bytes(wasm, wasm.vp8lBand(), wasm.vp8lRows() * width * 4).slice())
      status = wasm.vp8lNext()
      continue
    }
    if (wasm.vp8lCapacity() < 65_536) throw new Error('no room for the next piece')
    if (used === payload.length && piece > 0) throw new Error('the decoder wants more than there is')
    const cut = cuts[piece++ % cuts.length] ?? 1
    const length = Math.min(cut, wasm.vp8lCapacity(), payload.length - used)
    bytes(wasm, wasm.vp8lInput(), length).set(payload.subarray(used, used + length))
    used += length
    status = wasm.vp8lFeed(length, used === payload.length ? 1 : 0)
  }
  const memory = wasm.alloc(0) - before - heapBytes(0)
  return { status, width, height, pixels: Buffer.concat(strips), memory }
}

/**
 * Decodes the payload of an ALPH chunk.
 * @param step number of rows to decode at a time
 */
export function decodeAlpha(
  payload: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  step = 16,
  wasm = kernel(),
): Decoded {
  const before = wasm.alloc(0)
  const strips: Uint8Array[] = []
  let status = wasm.alphOpen(width, height, payload.length)
  if (status === 0) {
    bytes(wasm, wasm.alphInput(), payload.length).set(payload)
    status = wasm.alphStart()
  }
  for (let y = 0; y < height && status === 0; y += step) {
    const count = Math.min(step, height - y)
    status = wasm.alphRows(count)
    if (status === 0) strips.push(bytes(wasm, wasm.alphBand(), count * width).slice())
  }
  const memory = wasm.alloc(0) - before - heapBytes(0)
  return { status: status === 0 ? STATUS.done : status, width, height, pixels: Buffer.concat(strips), memory }
}
