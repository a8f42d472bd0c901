import { type AnimatedGif, type AnimatedImage, writeAnimatedGif } from '../gif/animation.ts'
import { indices, palette } from '../gif/writer.ts'
import { type AnimatedWebp, flatImage, type WebpFrame, writeAnimatedWebp } from '../webp/animation.ts'

const SIDE = 8
const COLORS = 16

/** Returns the position of a frame's square. Its path crosses the canvas at even offsets. */
function place(index: number, width: number, height: number) {
  const along = (step: number, room: number) => 2 * ((index * step) % (Math.floor(room / 2) + 1))
  return { left: along(1, width - SIDE), top: along(3, height - SIDE) }
}

/** Returns a frame's duration: 10, 20 or 30 hundredths of a second, so that neighbors differ. */
const delayOf = (index: number) => 10 * (1 + (index % 3))

/**
 * Quickly writes an animated GIF with any number of frames. The first frame is noise; the others
 * are a small square that moves. The disposal for a square is to stay, to be cleared, or to restore
 * what it covered. Each frame has a transparent color.
 */
export function movingGif(
  frames: number,
  { width = 32, height = 24, ...rest }: Partial<AnimatedGif> = {},
): Uint8Array<ArrayBuffer> {
  const square = Array.from({ length: 4 }, (_, seed) => indices(SIDE * SIDE, COLORS, seed + 1))
  const images = Array.from({ length: frames }, (_, index): AnimatedImage => {
    const shared = { transparent: 3, delay: delayOf(index) }
    if (index === 0) return { width, height, indices: indices(width * height, COLORS), ...shared }
    const pixels = square[index % 4] ?? new Uint8Array()
    const disposal = 1 + (index % 3)
    return { width: SIDE, height: SIDE, ...place(index, width, height), indices: pixels, disposal, ...shared }
  })
  return writeAnimatedGif({ width, height, palette: palette(COLORS), loops: 0, ...rest, images })
}

/** Returns the color of a frame's square. Every fourth square is half transparent. */
const colorOf = (index: number) => [(index * 37) & 255, (index * 91) & 255, 99, index % 4 === 3 ? 128 : 255]

/**
 * Writes a similar animated WebP. Its flat squares are blended with the canvas or replace it, and
 * are cleared or kept.
 */
export function movingWebp(
  frames: number,
  { width = 32, height = 24, ...rest }: Partial<AnimatedWebp> = {},
): Uint8Array<ArrayBuffer> {
  const list = Array.from({ length: frames }, (_, index): WebpFrame => {
    const duration = 10 * delayOf(index)
    if (index === 0) return { width, height, duration, image: flatImage(width, height, [30, 60, 200]) }
    return {
      width: SIDE,
      height: SIDE,
      ...place(index, width, height),
      duration,
      image: flatImage(SIDE, SIDE, colorOf(index)),
      replaces: index % 5 === 4,
      cleared: index % 3 === 2,
    }
  })
  return writeAnimatedWebp({ width, height, ...rest, frames: list })
}
