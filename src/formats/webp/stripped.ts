import { hasText, u32le } from '../../bytes/bytes.ts'
import { openReader } from '../../bytes/reader.ts'
import { chunks, FIRST_CHUNK, FLAGS, next } from './chunks.ts'

/** The chunks of a stripped file: a picture alone, or in the extended format (RFC 9649, 2.7) with its alpha at most. */
const LAYOUTS = ['VP8 ', 'VP8L', 'VP8X VP8 ', 'VP8X VP8L', 'VP8X ALPH VP8 ']
const MAX_CHUNKS = 3

/** Whether a file is a WebP of one still picture and nothing else; see `isStripped`. */
export function isStrippedWebp(file: Uint8Array): boolean {
  if (!hasText(file, 0, 'RIFF') || !hasText(file, 8, 'WEBP') || u32le(file, 4) + 8 !== file.length)
    return false
  const types: string[] = []
  let end = FIRST_CHUNK
  for (const chunk of chunks(openReader(file, true))) {
    const { type, at, size } = chunk
    end = next(chunk)
    if (types.push(type) > MAX_CHUNKS) return false
    if (type === 'VP8X' && !isPlainHeader(file.subarray(at, at + size))) return false
    if (size % 2 === 1 && file[end - 1] !== 0) return false
  }
  return end === file.length && LAYOUTS.includes(types.join(' '))
}

/** RFC 9649, 2.7.1: flags, of which only alpha may be set, three reserved bytes of 0, and the canvas. */
function isPlainHeader(vp8x: Uint8Array): boolean {
  return vp8x.length === 10 && ((vp8x[0] ?? 0) & ~FLAGS.alpha) === 0 && u32le(vp8x, 0) === vp8x[0]
}
