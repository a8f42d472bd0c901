import type { StreamedPlane } from '../../picture/picture.ts'
import type { Box, Size } from '../../picture/size.ts'
import type { Grid } from './grid.ts'
import type { HeifHeader, HeifImage } from './heif-image.ts'

/** A picture's tile layout, and the part that is shown. A picture without a grid has one tile. */
export interface Tiled {
  readonly grid: Grid
  readonly tile: Size
  /** The shown part, in grid pixels. It begins at whole samples in all planes. */
  readonly crop: Box
  /** Horizontal and vertical sample distance, in pixels, for each plane. */
  readonly steps: readonly (readonly [number, number])[]
}

/** Horizontal and vertical sample distance in 4:2:0, in pixels, for Y, Cb and Cr. */
export const STEPS_420: Tiled['steps'] = [
  [1, 1],
  [2, 2],
  [2, 2],
]

/**
 * Returns an image's tiles and the part that is shown, with planes whose samples have the distances
 * `steps`.
 */
export function tiledOf(
  { grid, tile }: HeifImage,
  { coded, width, height }: Pick<HeifHeader, 'width' | 'height' | 'coded'>,
  steps: Tiled['steps'],
): Tiled {
  return { grid, tile, crop: { x: coded?.x ?? 0, y: coded?.y ?? 0, width, height }, steps }
}

/**
 * Returns the number of samples that cover `end` pixels, with a sample every `step` pixels. The
 * last sample may extend beyond the pixels.
 */
export const samples = (end: number, step: number) => Math.ceil(end / step)

/** `true` if the shown part begins at whole samples in all planes, and so does every tile. */
export function isAligned({ grid, tile, crop, steps }: Tiled): boolean {
  return steps.every(
    ([across, down]) =>
      crop.x % across === 0 &&
      crop.y % down === 0 &&
      (grid.columns === 1 || tile.width % across === 0) &&
      (grid.rows === 1 || tile.height % down === 0),
  )
}

/** Returns the width, height and density of each decoded plane in the shown part. */
export function tiledPlanes({ crop, steps }: Pick<Tiled, 'crop' | 'steps'>): readonly StreamedPlane[] {
  return steps.map(([across, down]) => ({
    width: samples(crop.width, across),
    height: samples(crop.height, down),
    density: [1 / across, 1 / down],
  }))
}
