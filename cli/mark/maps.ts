import { MAX_PERIODS, TILE } from '../../src/engine/mark/modes.ts'
import { angles } from '../../src/engine/ops/mark.ts'
import { upload } from '../../src/engine/wasm/heap.ts'
import { openKernel } from '../../src/engine/wasm/kernel.ts'
import { sideKernel } from '../../src/engine/wasm/side-kernel.ts'
import { sizes } from '../../src/engine/wasm/sizes.ts'
import type { Spectrum } from './spectrum.ts'

const AREA = TILE * TILE

/** A `TileMap`'s real or imaginary part after the inverse transform, row by row. */
export interface Part {
  readonly map: Float32Array
  /** Maximum in each row of `map`. */
  readonly largest: Float32Array
}

/** Complex numbers in kernel memory, one for each pixel in the mark's tile. */
export interface TileMap extends Spectrum {
  clear(): void
  /**
   * Runs the inverse Fourier transform in place: wave amplitudes become pixel values. Returns the
   * real and the imaginary part.
   */
  inverse(): readonly [Part, Part]
}

/** Opens a kernel that transforms one tile at a time. */
export function openMap(): TileMap {
  const kernel = openKernel()
  const { fourier, markLargest } = sideKernel(kernel)
  const table = upload(kernel, angles(TILE))
  const work = kernel.alloc(sizes().fourierWorkBytes(TILE))
  const parts = [0, 1].map(() => ({ at: kernel.alloc(AREA * 4), rows: kernel.alloc(TILE * 4) }))
  const floats = (at: number, length: number) => new Float32Array(kernel.memory.buffer, at, length)
  const [re, im] = parts.map(({ at, rows }) => ({
    at,
    rows,
    map: floats(at, AREA),
    largest: floats(rows, TILE),
  }))
  if (re === undefined || im === undefined) throw new Error('a number has two parts')
  return {
    re: re.map,
    im: im.map,
    clear() {
      re.map.fill(0)
      im.map.fill(0)
    },
    inverse() {
      fourier({ re: re.at, im: im.at, size: TILE, angles: table, inverse: 1, band: MAX_PERIODS, work })
      for (const { at, rows } of [re, im]) markLargest(at, TILE, rows)
      return [re, im]
    },
  }
}
