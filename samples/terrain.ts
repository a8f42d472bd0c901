import type { Canvas } from './canvas.ts'
import { type Direction, direction } from './daylight.ts'
import type { Rgb } from './linear-rgb.ts'
import type { Relief } from './relief.ts'

/** A camera above the scene's origin that looks along z. */
export interface Camera {
  /** Focal length in pixels. */
  readonly focal: number
  /** The horizon's row in the picture. */
  readonly horizon: number
  /** Eye height above the ground. */
  readonly eye: number
}

/** A visible point on the ground. */
export interface Ground {
  readonly x: number
  readonly y: number
  readonly z: number
  readonly normal: Direction
}

/**
 * Distances at which the ground is sampled: `steps` distances from `near` to `far`, denser near the
 * eye.
 */
export interface Range {
  readonly near: number
  readonly far: number
  readonly steps: number
}

/** Minimum and maximum number of rows that one ground sample colors. */
const THIN = 0.3
const THICK = 1.6

/**
 * Paints ground over the canvas, column by column and from near to far. A point is visible if it
 * rises above all nearer points. Crests cover pixels partially.
 */
export function paintTerrain(
  canvas: Canvas,
  { focal, horizon, eye }: Camera,
  { near, far, steps }: Range,
  relief: Relief,
  shade: (ground: Ground) => Rgb,
): void {
  const { width, height } = canvas
  const depths = Float64Array.from({ length: steps }, (_, s) => {
    return (near ** -0.25 + (far ** -0.25 - near ** -0.25) * (s / (steps - 1))) ** -4
  })
  const slant = (column: number) => (column + 0.5 - width / 2) / focal
  const measure = (column: number) => depths.map((z) => relief(slant(column) * z, z))

  let left = measure(-1)
  let here = measure(0)
  const column = createColumn(height)
  for (let x = 0; x < width; x++) {
    const right = measure(x + 1)
    column.clear()
    for (let s = 1; s < steps - 1 && column.crest() > 0; s++) {
      const z = depths[s] as number
      const y = here[s] as number
      const row = horizon - ((y - eye) * focal) / z
      if (row > column.crest() - THIN) continue
      // A pixel to the right is z/focal away, and the column itself moves sideways with the
      // distance.
      const across = (((right[s] as number) - (left[s] as number)) * focal) / (2 * z)
      const before = depths[s - 1] as number
      const rise = (here[s + 1] as number) - (here[s - 1] as number)
      const along = rise / ((depths[s + 1] as number) - before) - across * slant(x)
      const normal = direction(-across, 1, -along)
      column.cover(Math.max(0, row), (middle, share) => {
        if (share === 1) return shade({ x: slant(x) * z, y, z, normal })
        // Each slice of a steep face is shaded at its own position.
        const at = before + (z - before) * share
        return shade({ x: slant(x) * at, y: eye + ((horizon - middle) * at) / focal, z: at, normal })
      })
    }
    column.lay(canvas, x)
    left = here
    here = right
  }
}

function createColumn(height: number) {
  const light = new Float64Array(height * 3)
  const covered = new Float64Array(height)
  let crest = height
  return {
    /** Returns the row up to which the column is filled. */
    crest: () => crest,
    clear() {
      light.fill(0)
      covered.fill(0)
      crest = height
    },
    /**
     * Fills the column up to `row` in slices. `color` receives a slice's middle row, and its share
     * of the distance (1 if there is only one slice).
     */
    cover(row: number, color: (middle: number, share: number) => Rgb) {
      const slices = Math.ceil((crest - row) / THICK)
      const thickness = (crest - row) / slices
      for (let k = 0; k < slices; k++) {
        const low = crest - thickness * k
        const high = low - thickness
        const rgb = color((low + high) / 2, slices === 1 ? 1 : (k + 0.5) / slices)
        for (let j = Math.floor(high); j < Math.min(height, low); j++) {
          const share = Math.min(low, j + 1) - Math.max(high, j)
          covered[j] = (covered[j] as number) + share
          light[j * 3] = (light[j * 3] as number) + share * rgb[0]
          light[j * 3 + 1] = (light[j * 3 + 1] as number) + share * rgb[1]
          light[j * 3 + 2] = (light[j * 3 + 2] as number) + share * rgb[2]
        }
      }
      crest = row
    },
    lay({ width, data }: Canvas, x: number) {
      for (let j = Math.floor(crest); j < height; j++) {
        const i = (j * width + x) * 3
        const open = 1 - (covered[j] as number)
        for (let c = 0; c < 3; c++)
          data[i + c] = (data[i + c] as number) * open + (light[j * 3 + c] as number)
      }
    },
  }
}
