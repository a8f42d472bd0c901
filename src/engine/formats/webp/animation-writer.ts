import { ascii, le24, le32 } from '../../bytes/bytes.ts'
import { join } from '../../bytes/join.ts'
import type { Box, Size } from '../../picture/size.ts'
import { CHUNK_HEAD, FIRST_CHUNK, FLAGS, writeChunk } from './chunks.ts'
import { FRAME_HEADER } from './frame.ts'
import { isTransparent, pictureChunks } from './picture-chunks.ts'

/** Offset of the duration in an ANMF chunk. */
const DURATION = CHUNK_HEAD + 12
/** The frame replaces what it covers, and stays. */
const REPLACES = 0x02

const VP8X = FIRST_CHUNK
/** VP8X and ANIM have payloads of 10 and 6 bytes. */
const HEADER = VP8X + CHUNK_HEAD + 10 + CHUNK_HEAD + 6

const FIRST_ROOM = 65_536

/** The loop count and durations have so many bits. */
const MAX_LOOPS = 0xffff
export const MAX_DURATION = 0xffffff

/** Bytes of a frame beside the chunks of its picture. */
export const FRAME_OVERHEAD: number = CHUNK_HEAD + FRAME_HEADER

/** One frame of an animated WebP. */
export interface WrittenFrame {
  /** Where it lies on the canvas, from even coordinates. */
  readonly box: Box
  /** Milliseconds, at most `MAX_DURATION`. */
  readonly duration: number
  /** Whether it is laid over the frames before, rather than replace what it covers. */
  readonly blends: boolean
  /** A still WebP of the size of the box. */
  readonly file: Uint8Array
}

/** A file that grows by frames. */
export interface AnimationWriter {
  /** @returns whether there was room; if not, nothing has changed */
  add(frame: WrittenFrame): boolean
  /** Changes the duration of the last frame. */
  setDuration(ms: number): void
  frames(): number
  /** The file, to which nothing can be added any more. */
  end(): Uint8Array<ArrayBuffer>
}

/** The bytes of a file that doubles as it grows. */
function growingBytes(most: number) {
  let bytes = new Uint8Array(Math.min(most, FIRST_ROOM))
  let length = 0
  return {
    /** @returns whether there was room */
    append(...pieces: readonly Uint8Array[]): boolean {
      const needed = pieces.reduce((sum, piece) => sum + piece.length, length)
      if (needed > most) return false
      if (needed > bytes.length)
        bytes = new Uint8Array(bytes.buffer.transfer(Math.min(most, Math.max(needed, 2 * bytes.length))))
      for (const piece of pieces) {
        bytes.set(piece, length)
        length += piece.length
      }
      return true
    },
    change: (at: number, piece: Uint8Array) => bytes.set(piece, at),
    length: () => length,
    end: () => new Uint8Array(bytes.buffer.transfer(length)),
  }
}

function header({ width, height }: Size, loops: number): Uint8Array {
  return join([
    ascii('RIFF'),
    le32(0),
    ascii('WEBP'),
    writeChunk('VP8X', join([le32(FLAGS.animation), le24(width - 1), le24(height - 1)])),
    writeChunk('ANIM', join([le32(0), loopBytes(loops)])),
  ])
}

const loopBytes = (loops: number) => le32(Math.min(loops, MAX_LOOPS)).subarray(0, 2)

/**
 * Changes how often an animation is shown.
 * @param file that `writeAnimation` wrote
 * @param loops in all; 0 is for ever
 */
export const setLoops = (file: Uint8Array, loops: number): void => file.set(loopBytes(loops), HEADER - 2)

/** An ANMF chunk up to its picture. */
function frameHeader({ box, duration, blends }: WrittenFrame, length: number): Uint8Array {
  const { x, y, width, height } = box
  const numbers = [x / 2, y / 2, width - 1, height - 1, duration].map(le24)
  const flags = Uint8Array.of(blends ? 0 : REPLACES)
  return join([ascii('ANMF'), le32(FRAME_HEADER + length), ...numbers, flags])
}

/**
 * Writes an animated WebP (RFC 9649, 2.7) on a transparent canvas.
 * @param loops how often it is shown in all; 0 is for ever
 * @param most bytes of the file; while it grows, half as many more are held
 */
export function writeAnimation(size: Size, loops: number, most: number): AnimationWriter {
  const bytes = growingBytes(Math.max(most, HEADER))
  let frames = 0
  let flags: number = FLAGS.animation
  let last = 0
  bytes.append(header(size, loops))
  return {
    add(frame) {
      const at = bytes.length()
      const picture = pictureChunks(frame.file)
      if (!bytes.append(frameHeader(frame, picture.length), picture)) return false
      last = at
      frames++
      if (isTransparent(frame.file)) flags |= FLAGS.alpha
      return true
    },
    setDuration: (ms) => bytes.change(last + DURATION, le24(ms)),
    frames: () => frames,
    end() {
      bytes.change(4, le32(bytes.length() - CHUNK_HEAD))
      bytes.change(VP8X + CHUNK_HEAD, le32(flags))
      return bytes.end()
    },
  }
}
