import type { BitReader } from '../bits.ts'
import { ceilLog2 } from '../fields.ts'
import type { Rectangle } from '../frame-layout.ts'
import { JxlError } from '../jxl-error.ts'
import { type Channel, makeChannel } from '../modular/channel.ts'
import { readChannels, type StreamPlace } from '../modular/stream.ts'
import { type BlockGrid, TILE_BLOCKS } from './block-grid.ts'
import { type Strategy, strategyOf } from './strategies.ts'

/** Blocks of a group's width and height, which varblocks do not leave. */
const GROUP_BLOCKS = 32

/** Tiles share the correlation at this shift. */
const TILE_SHIFT = 3

const MAX_QUANT = 256

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value))

/** Copies the correlations of a channel into the grid. */
function placeTiles(from: Channel, to: Int8Array, { tilesWide }: BlockGrid, area: Rectangle): void {
  const [x, y] = [area.x / TILE_BLOCKS, area.y / TILE_BLOCKS]
  for (let row = 0; row < from.height; row++) {
    for (let column = 0; column < from.width; column++) {
      to[(y + row) * tilesWide + x + column] = clamp(
        from.data[row * from.width + column] as number,
        -128,
        127,
      )
    }
  }
}

/** Checks that a varblock stays within its group and the LF group. */
function checkPlace({ columns, rows }: Strategy, x: number, y: number, area: Rectangle): void {
  const endX = Math.min(area.x + area.width, (Math.floor(x / GROUP_BLOCKS) + 1) * GROUP_BLOCKS)
  const endY = Math.min(area.y + area.height, (Math.floor(y / GROUP_BLOCKS) + 1) * GROUP_BLOCKS)
  if (x + columns > endX || y + rows > endY) throw new JxlError(`the varblock at ${x}, ${y} leaves its group`)
}

/** Places a varblock. */
function placeBlock(grid: BlockGrid, x: number, y: number, code: number, quant: number): void {
  const { columns, rows } = strategyOf(code)
  for (let row = y; row < y + rows; row++) {
    for (let at = row * grid.width + x; at < row * grid.width + x + columns; at++) {
      if (grid.strategies[at] !== 0) throw new JxlError(`the varblock at ${x}, ${y} covers another one`)
      grid.strategies[at] = code + 1
      grid.quants[at] = quant
    }
  }
  grid.first[y * grid.width + x] = 1
}

/**
 * Reads correlations, strategies, quantization and sharpness of an LF group (ISO/IEC 18181-1:2022,
 * G.2.4).
 * @param area the blocks of the group
 * @param isSubsampled `true` if some channels have fewer blocks, so that varblocks have one block
 */
export function readHfMetadata(
  reader: BitReader,
  grid: BlockGrid,
  area: Rectangle,
  stream: StreamPlace,
  isSubsampled: boolean,
): void {
  const { width, height } = area
  const count = 1 + reader.read(ceilLog2(width * height))
  const makeTiles = () =>
    makeChannel(Math.ceil(width / TILE_BLOCKS), Math.ceil(height / TILE_BLOCKS), TILE_SHIFT)
  const shapes = [makeTiles(), makeTiles(), makeChannel(count, 2), makeChannel(width, height)]
  const [xFromY, bFromY, blocks, sharpness] = readChannels(reader, shapes, stream)
  if (!xFromY || !bFromY || !blocks || !sharpness) return
  placeTiles(xFromY, grid.xFromY, grid, area)
  placeTiles(bFromY, grid.bFromY, grid, area)
  let next = 0
  for (let y = area.y, place = 0; y < area.y + height; y++) {
    for (let x = area.x; x < area.x + width; x++, place++) {
      const at = y * grid.width + x
      const sharp = sharpness.data[place] as number
      if (sharp < 0 || sharp > 7) throw new JxlError(`the sharpness at ${x}, ${y} is ${sharp}`)
      grid.sharpness[at] = sharp
      if (grid.strategies[at] !== 0) continue
      if (next >= count) throw new JxlError(`there are only ${count} varblocks`)
      const code = blocks.data[next] as number
      const strategy = strategyOf(code)
      if (isSubsampled && strategy.columns * strategy.rows > 1) {
        throw new JxlError(`the varblock at ${x}, ${y} is large, but channels are subsampled`)
      }
      checkPlace(strategy, x, y, area)
      placeBlock(grid, x, y, code, 1 + clamp(blocks.data[count + next] as number, 0, MAX_QUANT - 1))
      next++
    }
  }
}
