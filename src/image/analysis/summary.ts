import { rgbaToThumbHash } from 'thumbhash'
import type { Frame } from '../../picture/picture.ts'

/** Cells of the colour cube along each side, as many as libvips' statistics have. */
const SIDE = 16
const CELL = 256 / SIDE

/** A cell of the colour cube: how much opacity fell into it, and the colours weighed by it. */
interface Cell {
  weight: number
  r: number
  g: number
  b: number
}

/**
 * The colour that most of a picture has: the mean of the fullest cell of a cube of 16 × 16 × 16, each pixel counted
 * as far as it is opaque.
 * @returns `#rrggbb`; black where nothing can be seen
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
 * The ThumbHash of a picture: about 25 bytes from which a blurred one is made.
 * @param frame of at most 100 pixels a side
 * @returns base64
 */
export function thumbhash({ width, height, data }: Frame): string {
  return btoa(String.fromCharCode(...rgbaToThumbHash(width, height, data)))
}
