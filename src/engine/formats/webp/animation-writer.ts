import { ascii, le24, le32 } from '../../bytes/bytes.ts'
import { join } from '../../bytes/join.ts'
import { openPieces } from '../../bytes/pieces.ts'
import type { OwnBytes } from '../../bytes/release.ts'
import type { Box, Size } from '../../picture/size.ts'
import { CHUNK_HEAD, FIRST_CHUNK, FLAGS, writeChunk } from './chunks.ts'
import { FRAME_HEADER } from './frame.ts'
import { isTransparent, pictureChunks } from './picture-chunks.ts'

/** Offset of the duration in an ANMF chunk. */
const DURATION = CHUNK_HEAD + 12
/**
 * Flags for a frame that replaces the pixels under its box and is not blended with them. The frame
 * stays on the canvas when the next frame is shown.
 */
const REPLACES = 0x02

const VP8X = FIRST_CHUNK
/** Offset of the first frame. VP8X and ANIM precede it, with payloads of 10 and 6 bytes. */
const HEADER = VP8X + CHUNK_HEAD + 10 + CHUNK_HEAD + 6

/**
 * Maximum loop count, which has 16 bits, and maximum duration in milliseconds, which has 24 bits.
 */
const MAX_LOOPS = 0xffff
export const MAX_DURATION = 0xffffff

/** Bytes that a frame takes in addition to its picture's chunks. */
export const FRAME_OVERHEAD: number = CHUNK_HEAD + FRAME_HEADER

/** One frame in an animated WebP. */
export interface WrittenFrame {
  /**
   * The frame's position and size on the canvas. `x` and `y` must be even, because the file stores
   * their halves.
   */
  readonly box: Box
  /** The frame's display time in milliseconds, at most `MAX_DURATION`. */
  readonly duration: number
  /**
   * `true` if the frame is blended over the previous frames, `false` if it replaces the pixels that
   * it covers.
   */
  readonly blends: boolean
  /** A still WebP with the box's width and height. */
  readonly file: Uint8Array
}

/** An animated WebP that grows frame by frame. */
export interface AnimationWriter {
  /**
   * Appends a frame.
   * @throws the error from `check`; the file is then unchanged
   */
  add(frame: WrittenFrame): void
  /** Changes the last frame's display time. */
  setDuration(ms: number): void
  frames(): number
  /** Returns the file's length in bytes until now. */
  length(): number
  /**
   * Returns the file. No frame can be added afterwards.
   * @param scratch memory that may be overwritten (`Pieces`)
   */
  end(scratch?: Uint8Array): Uint8Array<ArrayBuffer>
  /** Frees the buffers if the file is not completed. */
  drop(): void
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
 * Changes an animation's loop count.
 * @param file result from `writeAnimation`
 * @param loops total number of times that the animation is shown; 0 repeats it forever
 */
export const setLoops = (file: Uint8Array, loops: number): void => file.set(loopBytes(loops), HEADER - 2)

/** Returns the first bytes in an ANMF chunk, up to its picture. */
function frameHeader({ box, duration, blends }: WrittenFrame, length: number): Uint8Array {
  const { x, y, width, height } = box
  const numbers = [x / 2, y / 2, width - 1, height - 1, duration].map(le24)
  const flags = Uint8Array.of(blends ? 0 : REPLACES)
  return join([ascii('ANMF'), le32(FRAME_HEADER + length), ...numbers, flags])
}

/**
 * Writes an animated WebP (RFC 9649, 2.7) on a transparent canvas.
 * @param loops total number of times that the animation is shown; 0 repeats it forever
 * @param check is called with the file's new length before the file grows, and throws if it is too
 *   long
 * @param own is called with the file's buffers
 */
export function writeAnimation(
  size: Size,
  loops: number,
  check: (length: number) => void = () => undefined,
  own?: OwnBytes,
): AnimationWriter {
  const bytes = openPieces(() => undefined, own)
  let frames = 0
  let flags: number = FLAGS.animation
  let last = 0
  bytes.add(header(size, loops))
  return {
    add(frame) {
      const at = bytes.length()
      const picture = pictureChunks(frame.file)
      const head = frameHeader(frame, picture.length)
      check(at + head.length + picture.length)
      bytes.add(head)
      bytes.add(picture)
      last = at
      frames++
      if (isTransparent(frame.file)) flags |= FLAGS.alpha
    },
    setDuration: (ms) => bytes.change(last + DURATION, le24(ms)),
    frames: () => frames,
    length: bytes.length,
    end(scratch) {
      bytes.change(4, le32(bytes.length() - CHUNK_HEAD))
      bytes.change(VP8X + CHUNK_HEAD, le32(flags))
      return bytes.join(scratch)
    },
    drop: bytes.drop,
  }
}
