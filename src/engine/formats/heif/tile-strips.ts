import { Failure } from '../../../errors.ts'
import type { Strip } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { heapBytes } from '../../wasm/heap.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'
import { samples, type Tiled } from './tiled.ts'

/** A decoded tile's planes. Each plane's bytes begin with the plane's first sample. */
export type TilePlanes = readonly { readonly bytes: Uint8Array; readonly stride: number }[]

/**
 * Returns each plane's width and height in samples, in the buffer for one tile row. The buffer is
 * as wide as the picture's shown part.
 */
function bandSizes({ grid, tile, crop, steps }: Tiled): readonly Size[] {
  const height = grid.rows === 1 ? crop.height : Math.min(tile.height, crop.height)
  return steps.map(([across, down]) => ({
    width: samples(crop.width, across),
    height: samples(height, down),
  }))
}

/** Returns the kernel memory in bytes that `tileStrips` takes. */
export const tileStripsMemory = (tiled: Tiled): number =>
  heapBytes(...bandSizes(tiled).map(({ width, height }) => width * height))

/**
 * Decodes a tile row. It calls `take` for each given column, in any order. The planes must stay
 * valid until `take` returns.
 */
export type DecodeTiles = (
  row: number,
  columns: readonly number[],
  take: (column: number, planes: TilePlanes) => void,
) => Promise<void>

/**
 * Joins each tile row into planes in the kernel's memory, and yields the planes' shown part. Tiles
 * outside that part are not decoded. All memory is allocated at the start.
 * @param tiled tiles that are aligned (`isAligned`) and have been checked by `checkGrid`
 * @throws errors from `decode`
 * @example
 * tileStrips(
 *   tiled,
 *   async (row, columns, take) => {
 *     for (const column of columns) take(column, decode(column, row))
 *   },
 *   kernel,
 * )
 */
export function tileStrips(tiled: Tiled, decode: DecodeTiles, kernel: Kernel): AsyncGenerator<Strip> {
  const sizes = bandSizes(tiled)
  const bands = sizes.map(({ width, height }) => ({ width, address: kernel.alloc(width * height) }))
  return strips(tiled, bands, decode, kernel)
}

interface Band {
  readonly width: number
  readonly address: number
}

/**
 * Returns the overlap between a tile and the shown part along one axis, in pixels on the whole
 * grid.
 */
function overlap(index: number, length: number, start: number, shown: number): { from: number; to: number } {
  return { from: Math.max(index * length, start), to: Math.min((index + 1) * length, start + shown) }
}

function planeOf(planes: TilePlanes, index: number): TilePlanes[number] {
  const plane = planes[index]
  if (!plane) throw new Failure('internal', undefined, `a tile has no plane ${index}`)
  return plane
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

async function* strips(tiled: Tiled, bands: readonly Band[], decode: DecodeTiles, kernel: Kernel) {
  const { tile, crop, steps } = tiled
  const stepsOf = (index: number) => steps[index] ?? ([1, 1] as const)
  const columns = range(Math.floor(crop.x / tile.width), Math.ceil((crop.x + crop.width) / tile.width))
  const rows = range(Math.floor(crop.y / tile.height), Math.ceil((crop.y + crop.height) / tile.height))
  for (const row of rows) {
    const { from, to } = overlap(row, tile.height, crop.y, crop.height)
    await decode(row, columns, (column, planes) => {
      const { from: left, to: right } = overlap(column, tile.width, crop.x, crop.width)
      for (const [index, { address, width }] of bands.entries()) {
        const [across, down] = stepsOf(index)
        const { bytes, stride } = planeOf(planes, index)
        const [top, count] = [(from - row * tile.height) / down, samples(to - from, down)]
        const [start, length] = [(left - column * tile.width) / across, samples(right - left, across)]
        const band = view(
          kernel,
          address + (left - crop.x) / across,
          width * count - (left - crop.x) / across,
        )
        for (let y = 0; y < count; y++) {
          const at = (top + y) * stride + start
          band.set(bytes.subarray(at, at + length), y * width)
        }
      }
    })
    yield {
      planes: bands.map(({ address, width }, index) => {
        const count = samples(to - from, stepsOf(index)[1])
        return { rows: view(kernel, address, width * count), stride: width, count }
      }),
    }
  }
}
