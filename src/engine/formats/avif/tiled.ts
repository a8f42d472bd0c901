import type { HeifHeader, HeifImage } from '../heif/heif-image.ts'
import { isAligned, type Tiled } from '../heif/tiled.ts'

/** Pixels per sample in 4:2:0, across and down, for Y, Cb and Cr. */
const SUBSAMPLED: Tiled['steps'] = [
  [1, 1],
  [2, 2],
  [2, 2],
]

/** Returns the tiles of an image and the part of it that is shown. */
export function tiledOf({ grid, tile }: HeifImage, { coded, width, height }: HeifHeader): Tiled {
  return { grid, tile, crop: { x: coded?.x ?? 0, y: coded?.y ?? 0, width, height }, steps: SUBSAMPLED }
}

/** `true` if the shown part and the tiles begin at whole samples of all planes. */
export const isShownAligned = (image: HeifImage, header: HeifHeader): boolean =>
  isAligned(tiledOf(image, header))
