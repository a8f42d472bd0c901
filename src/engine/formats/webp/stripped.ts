import { hasText, u32le } from '../../bytes/bytes.ts'
import { type ByteReader, openReader } from '../../bytes/reader.ts'
import { type Chunk, chunks, endOf, FIRST_CHUNK, FLAGS, next } from './chunks.ts'
import { FRAME_HEADER } from './frame.ts'

/**
 * Chunk sequences that a stripped still image may have. The file has a picture alone, or the
 * extended format (RFC 9649, 2.7) with nothing but the picture and its alpha.
 */
const LAYOUTS = ['VP8 ', 'VP8L', 'VP8X VP8 ', 'VP8X VP8L', 'VP8X ALPH VP8 ']
/** Chunk sequences that a frame in a stripped animation may have (2.7.1.1). */
const FRAME_LAYOUTS = ['VP8 ', 'VP8L', 'ALPH VP8 ']
const MAX_CHUNKS = 3

const ANIM_BYTES = 6
/** Flags in an ANMF chunk for blending and disposal. The other six bits are reserved. */
const FRAME_FLAGS = 0x03

/**
 * Returns the chunks between two offsets in a file. Returns `undefined` if there are more than
 * `maxChunks` chunks, or if they do not fill the range exactly.
 */
function onlyChunks(
  file: Uint8Array,
  input: ByteReader,
  from: number,
  to: number,
  maxChunks: number,
): readonly Chunk[] | undefined {
  const found: Chunk[] = []
  let end = from
  for (const chunk of chunks(input, from, to)) {
    end = next(chunk)
    if (end > to || found.push(chunk) > maxChunks) return undefined
    if (chunk.length % 2 === 1 && file[end - 1] !== 0) return undefined
  }
  return end === to ? found : undefined
}

const typesOf = (found: readonly Chunk[]) => found.map(({ type }) => type).join(' ')

/**
 * Implements `isStripped`: `true` if a file is a WebP with nothing but one picture, still or
 * moving.
 */
export function isStrippedWebp(file: Uint8Array, moving = false): boolean {
  if (!hasText(file, 0, 'RIFF') || !hasText(file, 8, 'WEBP') || u32le(file, 4) + 8 !== file.length)
    return false
  const input = openReader(file, true)
  const maxChunks = moving ? Number.POSITIVE_INFINITY : MAX_CHUNKS
  const found = onlyChunks(file, input, FIRST_CHUNK, endOf(input), maxChunks)
  if (!found) return false
  const [first, ...others] = found
  if (first?.type === 'VP8X' && !isPlainHeader(file, first, moving)) return false
  return moving ? isPlainAnimation(file, input, first, others) : LAYOUTS.includes(typesOf(found))
}

/**
 * `true` if VP8X has no flag except alpha and, for an animation, the animation flag. Three reserved
 * zero bytes and the canvas follow the flags (RFC 9649, 2.7.1).
 */
function isPlainHeader(file: Uint8Array, { at, length }: Chunk, moving: boolean): boolean {
  const flags = file[at] ?? 0
  const needed = moving ? FLAGS.animation : 0
  return length === 10 && (flags & ~FLAGS.alpha) === needed && u32le(file, at) === flags
}

function isPlainAnimation(
  file: Uint8Array,
  input: ByteReader,
  header: Chunk | undefined,
  [loops, ...frames]: readonly Chunk[],
): boolean {
  if (header?.type !== 'VP8X' || loops?.type !== 'ANIM' || loops.length !== ANIM_BYTES) return false
  return frames.length > 0 && frames.every((frame) => isPlainFrame(file, input, frame))
}

function isPlainFrame(file: Uint8Array, input: ByteReader, { type, at, length }: Chunk): boolean {
  if (type !== 'ANMF' || length % 2 === 1 || ((file[at + FRAME_HEADER - 1] ?? 0) & ~FRAME_FLAGS) !== 0)
    return false
  const found = onlyChunks(file, input, at + FRAME_HEADER, at + length, MAX_CHUNKS)
  return found !== undefined && FRAME_LAYOUTS.includes(typesOf(found))
}
