import { heapBytes } from '../../../src/engine/wasm/heap.ts'
import { bytes, kernel } from '../kernel/kernel.ts'
import { STATUS } from './kernel.ts'
import { gridsOf, type JpegSpec } from './writer.ts'

/** Quantized coefficients of a JPEG. */
export interface Coefficients {
  /** Last status of the decoder: done, or an error. */
  readonly status: number
  /** Each component's blocks. Each block has 64 coefficients in zigzag order. */
  readonly components: readonly (readonly (readonly number[])[])[]
  /** Number of bytes that the decoder allocated. */
  readonly memory: number
  /** `true` if the bands can be returned again without the file. */
  readonly rewinds: boolean
}

/**
 * Returns the coefficients of a JPEG by the kernel's decoder.
 * @param cut length of the file's pieces
 */
export function coefficientsOf(file: Uint8Array, cut = 50_000): Coefficients {
  const wasm = kernel()
  const before = wasm.alloc(0)
  wasm.jpegOpen(8, 8)
  wasm.jpegKeepCoefficients()
  let components: number[][][] = []

  function takeBand(): void {
    components.forEach((blocks, index) => {
      const count = wasm.jpegBlockRows(index) * wasm.jpegBlocksWide(index)
      const memory = bytes(wasm, wasm.jpegCoefficients(index), count * 128)
      const values = new Int16Array(memory.buffer, memory.byteOffset, count * 64)
      for (let i = 0; i < count; i++) blocks.push([...values.subarray(i * 64, i * 64 + 64)])
    })
  }

  function take(first: number): number {
    let status = first
    while (status > 0 && status !== STATUS.done) {
      if (status === STATUS.header) components = Array.from({ length: wasm.jpegComponents() }, () => [])
      else takeBand()
      status = wasm.jpegNext()
    }
    return status
  }

  let status: number = STATUS.want
  for (let at = 0; status === STATUS.want && at <= file.length; ) {
    const length = Math.min(cut, wasm.jpegCapacity(), file.length - at)
    bytes(wasm, wasm.jpegInput(), length).set(file.subarray(at, at + length))
    at += length
    status = take(wasm.jpegFeed(length, at === file.length ? 1 : 0))
  }
  const memory = wasm.alloc(0) - before - heapBytes(0)
  const found = components
  const rewinds = wasm.jpegRewind() === 1
  if (rewinds) {
    components = found.map(() => [])
    take(wasm.jpegNext())
    if (JSON.stringify(components) !== JSON.stringify(found)) throw new Error('the bands have changed')
  }
  return { status, components: found, memory, rewinds }
}

/** Returns the blocks that a JPEG shows, without those that only complete MCUs. */
export const shownBlocks = (spec: JpegSpec): readonly (readonly (readonly number[])[])[] =>
  spec.components.map(({ blocks }, index) => {
    const { shown, whole } = gridsOf(spec, spec.components, index)
    return Array.from({ length: shown.wide * shown.high }, (_, i) => {
      const block = blocks[Math.floor(i / shown.wide) * whole.wide + (i % shown.wide)] ?? []
      // Adding 0 turns -0 to 0.
      return block.map((value) => value + 0)
    })
  })
