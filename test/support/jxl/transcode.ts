import { inMemory } from '../../../src/engine/bytes/in-memory.ts'
import { transcodeJpeg } from '../../../src/engine/formats/jxl/transcode.ts'
import { transcodeMemory } from '../../../src/engine/formats/jxl/transcode-memory.ts'
import { heapBytes } from '../../../src/engine/wasm/heap.ts'
import type { Kernel } from '../../../src/engine/wasm/kernel.ts'
import { headerOf } from '../engine/decode-whole.ts'
import { ZIGZAG } from '../jpeg/dct-reference.ts'
import { kernel } from '../kernel/kernel.ts'
import { decodeJxl } from './decoder/decode.ts'

export interface Transcoded {
  readonly codestream: Uint8Array<ArrayBuffer>
  /** Kernel memory in bytes: the planned and the allocated. */
  readonly planned: number
  readonly memory: number
}

/** Transcodes a JPEG in a kernel. */
export async function transcode(file: Uint8Array, wasm: Kernel = kernel()): Promise<Transcoded> {
  const header = headerOf(file)
  const before = wasm.alloc(0)
  const { signal } = new AbortController()
  const limit = { bytes: Number.POSITIVE_INFINITY, check: () => undefined }
  const context = { kernel: wasm, byteLength: file.length, signal, limit }
  const { head, sections } = await transcodeJpeg(inMemory(Uint8Array.from(file)), header, context)
  const memory = wasm.alloc(0) - before - heapBytes(0)
  const rest = sections.join()
  const codestream = new Uint8Array(head.length + rest.length)
  codestream.set(head)
  codestream.set(rest, head.length)
  return { codestream, planned: transcodeMemory(header, file.length), memory }
}

/** Sample that is black in an RGB image's LF image, in units of DC coefficients with step 1. */
const MIDDLE = 1024

/**
 * Returns the JPEG coefficients that the test decoder finds in a codestream: each component's
 * blocks, which have 64 coefficients each in zigzag order.
 * @param sizes each component's block counts
 */
export function transcodedBlocks(
  codestream: Uint8Array,
  sizes: readonly { readonly wide: number; readonly high: number }[],
): readonly (readonly (readonly number[])[])[] {
  const { coefficients, frame } = decodeJxl(codestream, { coefficients: true })
  if (!coefficients) throw new Error('the frame has no coefficients')
  const isYcbcr = frame.transform === 'ycbcr'
  return sizes.map(({ wide, high }, component) => {
    const channel = sizes.length === 1 ? 1 : isYcbcr && component < 2 ? 1 - component : component
    const lf = coefficients.lf[channel]
    const shift = frame.shifts[channel] ?? { x: 0, y: 0 }
    const step = coefficients.rawTable?.[channel]?.[0] ?? 1
    const middle = isYcbcr ? 0 : Math.trunc(MIDDLE / step)
    const blocks: (readonly number[])[] = []
    for (const { x, y, values } of coefficients.varblocks) {
      const found = values[channel]
      const [column, row] = [x >> shift.x, y >> shift.y]
      if (!found || !lf || column >= wide || row >= high) continue
      const block = ZIGZAG.map((natural) => found[(natural % 8) * 8 + (natural >> 3)] ?? 0)
      block[0] = (lf.values[row * lf.width + column] ?? 0) - middle
      blocks[row * wide + column] = block
    }
    return blocks
  })
}
