import type { Header, HeifImage } from '../../picture/header.ts'
import { isAligned, type Tiled } from '../heif/tiled.ts'

/** Pixels of a sample in 4:2:0: Y, Cb, Cr. */
const SUBSAMPLED: Tiled['steps'] = [
  [1, 1],
  [2, 2],
  [2, 2],
]

/** What of an image is shown, in tiles of Y, Cb and Cr. */
export function tiledOf({ grid, tile }: HeifImage, { coded, width, height }: Header): Tiled {
  return { grid, tile, crop: { x: coded?.x ?? 0, y: coded?.y ?? 0, width, height }, steps: SUBSAMPLED }
}

/** Whether what is shown begins at samples of all planes. */
export const isShownAligned = (image: HeifImage, header: Header): boolean => isAligned(tiledOf(image, header))
