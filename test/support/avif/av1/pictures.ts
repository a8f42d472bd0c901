import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { makePicture } from '../../picture/pictures.ts'
import { randomNumbers } from '../../properties/random.ts'

/** Side length in pixels for a glyph in `screenshot`. */
const GLYPH = 16
const GLYPHS = 8
const COLORS = 3

/**
 * Makes a picture with repeating glyphs in three colors, like a page of text. A screen content
 * encoder uses palettes and block copies for it. The picture is always the same.
 */
export function screenshot(width: number, height: number): Frame {
  const random = randomNumbers(7)
  const below = (count: number) => (random() >>> 8) % count
  const numbers = (length: number, count: number) => Array.from({ length }, () => below(count))
  const glyphs = Array.from({ length: GLYPHS }, () => numbers(GLYPH * GLYPH, COLORS))
  const colors = Array.from({ length: COLORS }, () => [...numbers(3, 256), 255])
  const columns = Math.ceil(width / GLYPH)
  const page = numbers(columns * Math.ceil(height / GLYPH), GLYPHS)
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const glyph = glyphs[page[Math.floor(y / GLYPH) * columns + Math.floor(x / GLYPH)] ?? 0]
      const color = glyph?.[(y % GLYPH) * GLYPH + (x % GLYPH)] ?? 0
      data.set(colors[color] ?? [], 4 * (y * width + x))
    }
  return { width, height, data }
}

/** Pictures of the AVIF matrix, by name. */
export const PICTURES = {
  photo: (width: number, height: number): Frame => makePicture(width, height, { noise: 16 }),
  transparent: (width: number, height: number): Frame =>
    makePicture(width, height, { noise: 16, alpha: 'soft' }),
  screenshot,
} as const

export type PictureName = keyof typeof PICTURES
