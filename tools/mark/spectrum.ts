import { MOST_PERIODS, TILE } from '../../src/mark/modes.ts'
import { angles } from '../../src/ops/mark.ts'
import { upload } from '../../src/wasm/heap.ts'
import { openKernel } from '../../src/wasm/kernel.ts'
import type { Residual } from './residual.ts'

const AREA = TILE * TILE

/** A transform of a tile. */
export interface Spectrum {
  readonly re: Float32Array
  readonly im: Float32Array
}

/** Transforms tiles in place, in the memory of a kernel. */
export interface Transformer extends Spectrum {
  forward(): void
  inverse(): void
}

/** Opens a kernel that transforms one tile at a time. */
export function openTransformer(): Transformer {
  const kernel = openKernel()
  const table = upload(kernel, angles(TILE))
  const [re, im] = [kernel.alloc(AREA * 4), kernel.alloc(AREA * 4)]
  return {
    re: new Float32Array(kernel.memory.buffer, re, AREA),
    im: new Float32Array(kernel.memory.buffer, im, AREA),
    forward: () => kernel.fourier(re, im, TILE, table, 0, MOST_PERIODS),
    inverse: () => kernel.fourier(re, im, TILE, table, 1, MOST_PERIODS),
  }
}

interface Places {
  /** The column or row of the tile before each pixel's place, and its share of the one after it. */
  readonly first: Uint8Array
  readonly share: Float32Array
}

function placesOf(length: number, scale: number): Places {
  const at = Array.from({ length }, (_, index) => {
    const place = (index - (length - 1) / 2) * scale
    return place - Math.floor(place / TILE) * TILE
  })
  return {
    first: Uint8Array.from(at, (place) => Math.floor(place) % TILE),
    share: Float32Array.from(at, (place) => place - Math.floor(place)),
  }
}

/**
 * Adds up the tiles of a picture, its centre at the corner of one.
 * @param scale pixels of the marked output to one of the picture
 * @param tile receives the sums
 */
export function fold({ width, height, values }: Residual, scale: number, tile: Float32Array): void {
  const across = placesOf(width, scale)
  const down = placesOf(height, scale)
  const row = new Float32Array(TILE + 1)
  tile.fill(0)
  for (let y = 0; y < height; y++) {
    row.fill(0)
    for (let x = 0, at = y * width; x < width; x++, at++) {
      const value = values[at] as number
      const place = across.first[x] as number
      const later = value * (across.share[x] as number)
      row[place] = (row[place] as number) + value - later
      row[place + 1] = (row[place + 1] as number) + later
    }
    row[0] = (row[0] as number) + (row[TILE] as number)
    const share = down.share[y] as number
    const upper = (down.first[y] as number) * TILE
    const lower = (upper + TILE) % AREA
    for (let x = 0; x < TILE; x++) {
      const value = row[x] as number
      tile[upper + x] = (tile[upper + x] as number) + value * (1 - share)
      tile[lower + x] = (tile[lower + x] as number) + value * share
    }
  }
}
