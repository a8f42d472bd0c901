import type { StreamedPlane } from '../../picture/picture.ts'
import type { Box, Size } from '../../picture/size.ts'
import type { Grid } from './grid.ts'

/** A picture made of tiles, of which a part is shown. A picture without a grid has one tile. */
export interface Tiled {
  readonly grid: Grid
  readonly tile: Size
  /** The shown part, in pixels of the grid. It begins at whole samples of all planes. */
  readonly crop: Box
  /** Pixels per sample for each plane, across and down. */
  readonly steps: readonly (readonly [number, number])[]
}

/**
 * Returns the number of samples that cover `end` pixels. The last sample may extend beyond them.
 */
export const samples = (end: number, step: number) => Math.ceil(end / step)

/**
 * `true` if the crop begins at whole samples of all planes, and tiles beside each other consist of
 * whole samples.
 */
export function isAligned({ grid, tile, crop, steps }: Tiled): boolean {
  return steps.every(
    ([across, down]) =>
      crop.x % across === 0 &&
      crop.y % down === 0 &&
      (grid.columns === 1 || tile.width % across === 0) &&
      (grid.rows === 1 || tile.height % down === 0),
  )
}

/** Returns the planes of the shown part. */
export function tiledPlanes({ crop, steps }: Pick<Tiled, 'crop' | 'steps'>): readonly StreamedPlane[] {
  return steps.map(([across, down]) => ({
    width: samples(crop.width, across),
    height: samples(crop.height, down),
    density: [1 / across, 1 / down],
  }))
}
