import { imageChunks, join, le16, le24, vp8x, WEBP, webp, webpChunk } from '../bytes/image-writers.ts'
import { bitWriter } from './vp8l-writer.ts'

/** A frame of an animation (RFC 9649, 2.7.1.1). */
export interface WebpFrame {
  /** A still file, or its chunks: ALPH and VP8, or VP8L. */
  readonly image: Uint8Array
  readonly width: number
  readonly height: number
  /** Left offset, which must be even. */
  readonly left?: number
  readonly top?: number
  /** Duration in milliseconds. */
  readonly duration?: number
  /** `true` if the frame replaces what it covers instead of being blended with it. */
  readonly replaces?: boolean
  /** `true` if the frame's area is cleared before the next frame. */
  readonly cleared?: boolean
}

export interface AnimatedWebp {
  readonly width: number
  readonly height: number
  readonly frames: readonly WebpFrame[]
  /** Loop count; 0 loops for ever. */
  readonly loops?: number
  readonly background?: readonly [blue: number, green: number, red: number, alpha: number]
  readonly alpha?: boolean
  /**
   * Chunks before ANIM, such as a profile. `behind` are the chunks after the frames, such as EXIF.
   */
  readonly before?: readonly Uint8Array[]
  readonly behind?: readonly Uint8Array[]
  /** Flags of VP8X in addition to those for animation and alpha. */
  readonly flags?: number
}

const isFile = (image: Uint8Array) => image[0] === 0x52 && image[1] === 0x49

function writeFrame(frame: WebpFrame): Uint8Array {
  const { image, width, height, left = 0, top = 0, duration = 100 } = frame
  const place = [left / 2, top / 2, width - 1, height - 1, duration].map(le24)
  const flags = (frame.replaces ? 2 : 0) | (frame.cleared ? 1 : 0)
  return webpChunk('ANMF', join(...place, flags, isFile(image) ? imageChunks(image) : image))
}

export function writeAnimatedWebp(file: AnimatedWebp): Uint8Array<ArrayBuffer> {
  const { width, height, frames, loops = 0, background = [0, 0, 0, 0], alpha = true } = file
  const flags = WEBP.animation | (alpha ? WEBP.alpha : 0) | (file.flags ?? 0)
  return webp(
    vp8x(flags, width, height),
    ...(file.before ?? []),
    webpChunk('ANIM', join(background, le16(loops))),
    ...frames.map(writeFrame),
    ...(file.behind ?? []),
  )
}

/** Returns a lossless image of one color in a few bytes. */
export function flatImage(
  width: number,
  height: number,
  [red, green, blue, alpha = 255]: readonly number[],
): Uint8Array {
  // No transform, no color cache, one group of prefix codes.
  const bits = bitWriter()
    .header(width, height, alpha < 255 ? 1 : 0)
    .put([0, 3])
  return webpChunk('VP8L', bits.pixel(red ?? 0, green ?? 0, blue ?? 0, alpha).bytes())
}
