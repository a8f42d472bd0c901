import type { Size } from '../picture/size.ts'
import { view } from '../wasm/kernel.ts'
import type { Composite, Tile } from './composite.ts'
import { onePicture } from './operation.ts'
import { bordered } from './overlay-blocks.ts'
import { direction } from './rotate.ts'

/** Returns the coordinates of a picture's center. The first pixel has the coordinates 0, 0. */
const middle = ({ width, height }: Size): readonly [x: number, y: number] => [
  (width - 1) / 2,
  (height - 1) / 2,
]

/**
 * Rotates an overlay around its box's center. An overlay at 89° therefore looks almost like one at
 * 90°. The operation `rotate` maps corners instead, like libvips.
 */
export function rotated({ kernel, placement, blocks }: Composite): Tile {
  const { size, angle, box } = placement
  const { cos, sin } = direction(angle)
  const [[u, v], [x, y]] = [middle(size), middle(box)]
  const [left, top] = [cos * u - sin * v - x, sin * u + cos * v - y]
  const { pixels, rotated: out } = blocks
  kernel.premultiply(pixels, size.width * size.height)
  kernel.rotate({
    rgba: pixels,
    ...size,
    ...{ cos, sin, left, top },
    color: 0,
    out,
    outWidth: box.width,
    outHeight: box.height,
  })
  kernel.unpremultiply(out, box.width * box.height)
  return { address: out, size: box }
}

/**
 * Copies the overlay's pixels and adds a border that is one pixel wide. If copies of the overlay
 * touch each other, the border repeats the neighboring copies' pixels.
 */
function addBorder({ kernel, placement: { size }, blocks }: Composite, pitch: Size): void {
  const outer = bordered(size)
  const [source, out] = [view(kernel, blocks.pixels, onePicture(size)), onePicture(outer)]
  const tile = view(kernel, blocks.rotated, out).fill(0)
  const inner = (at: number, length: number, step: number) =>
    step === length ? (at - 1 + length) % length : at - 1
  for (let line = 0; line < outer.height; line++) {
    const row = inner(line, size.height, pitch.height)
    if (row < 0 || row >= size.height) continue
    const pixels = source.subarray(row * size.width * 4, (row + 1) * size.width * 4)
    const at = line * outer.width * 4
    tile.set(pixels, at + 4)
    if (pitch.width > size.width) continue
    tile.set(pixels.subarray(-4), at)
    tile.set(pixels.subarray(0, 4), at + 4 + pixels.length)
  }
}

/**
 * Repeats the overlay over the whole base along its own axes, which are rotated around the copy at
 * the overlay's position.
 */
export function everywhereRotated(composite: Composite, pitch: Size): void {
  const { kernel, base, placement, blocks, lay } = composite
  const { size, angle, box } = placement
  const { cos, sin } = direction(angle)
  kernel.premultiply(blocks.pixels, size.width * size.height)
  addBorder(composite, pitch)
  const [[u, v], [x, y]] = [middle(size), middle(box)]
  const left = -(placement.x + x)
  const tile = {
    tile: blocks.rotated,
    ...size,
    ...{ across: pitch.width, down: pitch.height, cos, sin },
    out: blocks.line,
    count: base.width,
  }
  for (let row = 0; row < base.height; row++) {
    const top = row - (placement.y + y)
    const [fromX, fromY] = [cos * left + sin * top + u, cos * top - sin * left + v]
    kernel.tileRow({ ...tile, x: fromX, y: fromY })
    kernel.unpremultiply(blocks.line, base.width)
    lay(base.address + row * base.width * 4, blocks.line, base.width)
  }
}
