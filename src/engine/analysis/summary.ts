import { rgbaToThumbHash } from 'thumbhash'
import type { Frame } from '../picture/picture.ts'

/** Cells along each side of the color cube, as in libvips' statistics. */
const SIDE = 16
const CELL = 256 / SIDE

/**
 * Sums over the pixels in one cell of the color cube: colors multiplied by opacity, and the
 * opacities.
 */
interface Cell {
  weight: number
  r: number
  g: number
  b: number
}

/**
 * Returns the most frequent color: the mean color in the fullest cell of a 16 × 16 × 16 cube.
 * Pixels are weighted by their opacity.
 * @returns `#rrggbb`; black if all pixels are transparent
 */
export function dominantColor({ data }: Frame): string {
  const cells = new Map<number, Cell>()
  let fullest: Cell = { weight: 0, r: 0, g: 0, b: 0 }
  for (let at = 0; at < data.length; at += 4) {
    const [r = 0, g = 0, b = 0, weight = 0] = data.subarray(at, at + 4)
    const key = [r, g, b].reduce((sum, level) => sum * SIDE + Math.floor(level / CELL), 0)
    const cell = cells.get(key) ?? { weight: 0, r: 0, g: 0, b: 0 }
    cells.set(key, cell)
    cell.weight += weight
    cell.r += r * weight
    cell.g += g * weight
    cell.b += b * weight
    if (cell.weight > fullest.weight) fullest = cell
  }
  const { weight, r, g, b } = fullest
  const hex = [r, g, b].map((sum) => Math.round(sum / Math.max(weight, 1)))
  return `#${hex.map((level) => level.toString(16).padStart(2, '0')).join('')}`
}

/**
 * Returns the ThumbHash: about 25 bytes from which a client can draw a blurred preview.
 * @param preview at most 100 pixels wide and high
 * @returns base64
 */
export function thumbhash(preview: Frame): string {
  const { width, height, data } = preview
  return btoa(String.fromCharCode(...rgbaToThumbHash(width, height, data)))
}
