import { isIdentity, quarterTurn, turnSize } from '../picture/orientation.ts'
import type { Frame, Picture, Plane } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import { rgba } from '../rows/rgba.ts'
import { heapBytes } from '../wasm/heap.ts'
import { BLENDS, type Kernel, view } from '../wasm/kernel.ts'
import { onePicture } from './operation.ts'
import type { Placement } from './placement.ts'
import { direction } from './rotate.ts'

/** Bytes of the blocks that an overlay needs: its pixels, the same rotated, and a row of the base. */
function blocksOf(
  { width }: Size,
  { size, angle, box, pitch }: Placement,
): readonly [number, number, number] {
  const isOblique = angle % 90 !== 0
  const rotated = pitch && isOblique ? onePicture(bordered(size)) : onePicture(box)
  return [onePicture(size), angle === 0 ? 0 : rotated, pitch ? onePicture({ width, height: 1 }) : 0]
}

const bordered = ({ width, height }: Size): Size => ({ width: width + 2, height: height + 2 })

/** Blocks of the kernel's memory that the overlays of a picture use one after the other. */
export interface OverlayBlocks {
  readonly pixels: number
  readonly rotated: number
  readonly line: number
}

function lengthsOf(base: Size, placements: readonly Placement[]): readonly [number, number, number] {
  const all = placements.map((placement) => blocksOf(base, placement))
  const most = (index: 0 | 1 | 2) => Math.max(0, ...all.map((lengths) => lengths[index]))
  return [most(0), most(1), most(2)]
}

/** Bytes that overlays take of the kernel's memory. */
export function overlayMemory(base: Size, placements: readonly Placement[]): number {
  return placements.length === 0 ? 0 : heapBytes(...lengthsOf(base, placements))
}

/** Allocates blocks that are large enough for each of the overlays. */
export function overlayBlocks(kernel: Kernel, base: Size, placements: readonly Placement[]): OverlayBlocks {
  const [pixels, rotated, line] = lengthsOf(base, placements)
  return { pixels: kernel.alloc(pixels), rotated: kernel.alloc(rotated), line: kernel.alloc(line) }
}

function uploadFaded(kernel: Kernel, address: number, { data }: Frame, opacity: number): void {
  const pixels = view(kernel, address, data.length)
  pixels.set(data)
  if (opacity === 1) return
  const faded = Uint8Array.from({ length: 256 }, (_, alpha) => Math.round(alpha * opacity))
  for (let at = 3; at < pixels.length; at += 4) pixels[at] = faded[pixels[at] ?? 0] ?? 0
}

/** Composites pixels on as many of the base. */
type Lay = (base: number, over: number, count: number) => void

interface Layer {
  readonly kernel: Kernel
  readonly base: Plane
  readonly placement: Placement
  readonly blocks: OverlayBlocks
  readonly lay: Lay
}

/** Pixels in the kernel's memory, straight alpha. */
interface Tile {
  readonly address: number
  readonly size: Size
  readonly pitch?: Size | undefined
}

function once({ base, placement: { x, y }, lay }: Layer, { address, size }: Tile): void {
  for (let row = 0; row < size.height; row++) {
    lay(base.address + ((y + row) * base.width + x) * 4, address + row * size.width * 4, size.width)
  }
}

const firstOf = (at: number, pitch: number): number => at - Math.ceil(at / pitch) * pitch

/** Repeats each row of the overlay along a line, which is laid over every row of the base that needs it. */
function everywhere(layer: Layer, { address, size }: Tile, pitch: Size): void {
  const { kernel, base, placement, blocks, lay } = layer
  const bytes = size.width * 4
  const repeated = view(kernel, blocks.line, base.width * 4).fill(0)
  for (let row = 0; row < size.height; row++) {
    const source = view(kernel, address + row * bytes, bytes)
    for (let left = firstOf(placement.x, pitch.width); left < base.width; left += pitch.width) {
      const shown = source.subarray(Math.max(0, -left) * 4, (base.width - left) * 4)
      repeated.set(shown, Math.max(0, left) * 4)
    }
    for (let top = firstOf(placement.y, pitch.height) + row; top < base.height; top += pitch.height)
      if (top >= 0) lay(base.address + top * base.width * 4, blocks.line, base.width)
  }
}

function turned({ kernel, placement, blocks }: Layer): Tile {
  const { size, angle, pitch } = placement
  const turn = quarterTurn(angle)
  if (isIdentity(turn)) return { address: blocks.pixels, size, pitch }
  const [swap = 0, mirrorX = 0, mirrorY = 0] = [turn.swap, turn.mirrorX, turn.mirrorY].map(Number)
  kernel.turnPlane(blocks.pixels, size.width, size.height, 4, swap, mirrorX, mirrorY, blocks.rotated)
  return { address: blocks.rotated, size: turnSize(size, turn), pitch: pitch && turnSize(pitch, turn) }
}

/** Index of the middle. */
const middle = ({ width, height }: Size): readonly [x: number, y: number] => [
  (width - 1) / 2,
  (height - 1) / 2,
]

/**
 * Rotates about the middle of the box, unlike the operation `rotate`, which like libvips maps corners: so angles next to a
 * right one look like it.
 */
function rotated({ kernel, placement, blocks }: Layer): Tile {
  const { size, angle, box } = placement
  const { cos, sin } = direction(angle)
  const [[u, v], [x, y]] = [middle(size), middle(box)]
  const [left, top] = [cos * u - sin * v - x, sin * u + cos * v - y]
  const { pixels, rotated: out } = blocks
  kernel.premultiply(pixels, size.width * size.height)
  kernel.rotate(pixels, size.width, size.height, cos, sin, left, top, 0, out, box.width, box.height)
  kernel.unpremultiply(out, box.width * box.height)
  return { address: out, size: box }
}

/** The pixels with a border of one pixel, in which the neighbours of a tile without gaps appear. */
function addBorder({ kernel, placement: { size }, blocks }: Layer, pitch: Size): void {
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

/** Repeats the overlay without end in its own axes, rotated about the one that is placed. */
function everywhereRotated(layer: Layer, pitch: Size): void {
  const { kernel, base, placement, blocks, lay } = layer
  const { size, angle, box } = placement
  const { cos, sin } = direction(angle)
  kernel.premultiply(blocks.pixels, size.width * size.height)
  addBorder(layer, pitch)
  const [[u, v], [x, y]] = [middle(size), middle(box)]
  const left = -(placement.x + x)
  for (let row = 0; row < base.height; row++) {
    const top = row - (placement.y + y)
    const [fromX, fromY] = [cos * left + sin * top + u, cos * top - sin * left + v]
    const { width, height } = size
    const [tile, across, down] = [blocks.rotated, pitch.width, pitch.height]
    kernel.tileRow(tile, width, height, across, down, cos, sin, fromX, fromY, blocks.line, base.width)
    kernel.unpremultiply(blocks.line, base.width)
    lay(base.address + row * base.width * 4, blocks.line, base.width)
  }
}

/**
 * Lays a picture over another, in place: source-over of straight alpha (W3C Compositing and Blending Level 1), its colours
 * blended with those below. Where the overlay is transparent, the base stays bit for bit.
 * @param picture the base, which must not be used again
 * @param over the overlay's pixels, of the placement's size
 * @param given blocks that `overlayBlocks` has allocated for this overlay and others
 */
export function composeOverlay(
  kernel: Kernel,
  picture: Picture,
  placement: Placement,
  over: Frame,
  given?: OverlayBlocks,
): Picture {
  const target = rgba(kernel, picture)
  const blocks = given ?? overlayBlocks(kernel, picture, [placement])
  const { angle, blend, opacity, pitch } = placement
  const lay: Lay =
    blend === 'normal'
      ? kernel.composite
      : (base, over, count) => kernel.blend(base, over, count, BLENDS[blend])
  const layer = { kernel, base: target.planes[0], placement, blocks, lay }
  uploadFaded(kernel, blocks.pixels, over, opacity)
  if (angle % 90 === 0) {
    const tile = turned(layer)
    if (tile.pitch) everywhere(layer, tile, tile.pitch)
    else once(layer, tile)
  } else if (pitch) everywhereRotated(layer, pitch)
  else once(layer, rotated(layer))
  return target
}
