import type { Kernel } from '../../../src/engine/wasm/kernel.ts'
import { bytes, kernel } from './kernel.ts'

/** Returns a fresh kernel whose type only has the exports for inflating. */
export const inflateKernel = (): Kernel => kernel()

/**
 * Inflates a stream in pieces.
 * @param wrapped `true` if the data is a zlib stream
 * @param cuts positions at which the stream is cut
 * @returns the inflated bytes up to an error, and the status: 0, or the error
 */
export function inflated(
  instance: Kernel,
  stream: Uint8Array,
  wrapped = true,
  cuts: Iterable<number> = [],
): { readonly status: number; readonly data: Buffer } {
  instance.inflateOpen(Number(wrapped))
  const pieces: Uint8Array[] = []
  const ends = [...[...cuts].map((cut) => Math.min(cut, stream.length)).sort((a, b) => a - b), stream.length]
  let at = 0
  for (const end of ends) {
    while (at < end) {
      const piece = stream.subarray(at, Math.min(end, at + instance.inflateCapacity()))
      bytes(instance, instance.inflateInput(), piece.length).set(piece)
      at += piece.length
      let length = instance.inflateFeed(piece.length)
      for (; length > 0; length = instance.inflateFeed(0))
        pieces.push(bytes(instance, instance.inflateOutput(), length).slice())
      if (length < 0) return { status: length, data: Buffer.concat(pieces) }
    }
  }
  return { status: 0, data: Buffer.concat(pieces) }
}
