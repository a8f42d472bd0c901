import { crc32 } from 'node:zlib'
import { be16, be32, le16, le24, le32 } from '../bytes/image-writers.ts'

/** Function that writes another size into the header of a file. */
export type WithSize = (file: Uint8Array, width: number, height: number) => Uint8Array

function patched(file: Uint8Array, at: number, bytes: readonly number[]): Uint8Array {
  if (at < 0) throw new Error('the file has no such header')
  const copy = Uint8Array.from(file)
  copy.set(bytes, at)
  return copy
}

function after(file: Uint8Array, text: string, offset: number, from = 0): number {
  const at = Buffer.from(file).indexOf(text, from, 'latin1')
  return at < 0 ? at : at + offset
}

/**
 * Functions that write a false size into a file, one for each place in which a format stores its
 * size.
 */
export const FALSE_SIZES = {
  jpeg(file, width, height) {
    const at = Math.max(after(file, '\xff\xc0\x00', 5), after(file, '\xff\xc2\x00', 5))
    return patched(file, at, [...be16(height), ...be16(width)])
  },
  png(file, width, height) {
    const changed = patched(file, 16, [...be32(width), ...be32(height)])
    return patched(changed, 29, be32(crc32(changed.subarray(12, 29))))
  },
  vp8: (file, width, height) => patched(file, after(file, 'VP8 ', 14), [...le16(width), ...le16(height)]),
  vp8x: (file, width, height) =>
    patched(file, after(file, 'VP8X', 12), [...le24(width - 1), ...le24(height - 1)]),
  vp8l: (file, width, height) =>
    patched(file, after(file, 'VP8L', 9), le32((width - 1) | ((height - 1) << 14))),
  avif(file, width, height) {
    let lie = file
    for (let at = after(file, 'ispe', 8); at >= 0; at = after(file, 'ispe', 8, at))
      lie = patched(lie, at, [...be32(width), ...be32(height)])
    return lie
  },
} as const satisfies Record<string, WithSize>

/** Returns a copy that has `by` added to the length field for the RIFF file or a chunk. */
export function withLongerChunk(file: Uint8Array, chunk: 'RIFF' | 'VP8 ', by: number): Uint8Array {
  const at = after(file, chunk, 4)
  return patched(file, at, le32(Buffer.from(file).readUInt32LE(at) + by))
}
