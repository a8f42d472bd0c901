import type { StreamedPlane } from '../../picture/picture.ts'
import type { Box, Size } from '../../picture/size.ts'
import type { Grid } from './grid.ts'

/** A picture of tiles, of which a part is shown. A picture without a grid is one of one tile. */
export interface Tiled {
  readonly grid: Grid
  readonly tile: Size
  /** Within the grid; aligned to the samples of all planes. */
  readonly crop: Box
  /** For each plane: how many pixels a sample covers, across and down. */
  readonly steps: readonly (readonly [number, number])[]
}

/** Samples that cover `end` pixels; the last one may reach beyond. */
export const samples = (end: number, step: number) => Math.ceil(end / step)

/** Whether a crop begins at a sample of each plane, and tiles that lie side by side consist of whole ones. */
export function isAligned({ grid, tile, crop, steps }: Tiled): boolean {
  return steps.every(
    ([across, down]) =>
      crop.x % across === 0 &&
      crop.y % down === 0 &&
      (grid.columns === 1 || tile.width % across === 0) &&
      (grid.rows === 1 || tile.height % down === 0),
  )
}

/** The planes of what is shown. */
export function tiledPlanes({ crop, steps }: Pick<Tiled, 'crop' | 'steps'>): readonly StreamedPlane[] {
  return steps.map(([across, down]) => ({
    width: samples(crop.width, across),
    height: samples(crop.height, down),
    density: [1 / across, 1 / down],
  }))
}
