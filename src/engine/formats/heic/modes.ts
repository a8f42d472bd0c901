import { yccCoding } from '../heif/colors.ts'
import type { HeifHeader, HeifImage } from '../heif/heif-image.ts'
import { isAligned, STEPS_420, type Tiled, tiledOf } from '../heif/tiled.ts'

/**
 * Mode in which a picture is decoded:
 *
 * - `4:2:0`, `4:0:0`: planes as they are stored, if the kernel can convert them
 * - `rgb`: planes that libheif has converted
 * - `rgba`: the whole picture with its alpha
 */
export type Mode = '4:2:0' | '4:0:0' | 'rgb' | 'rgba'

/** Horizontal and vertical sample distance, in pixels, for each plane in a mode. */
const STEPS: Readonly<Record<Mode, Tiled['steps']>> = {
  '4:2:0': STEPS_420,
  '4:0:0': [[1, 1]],
  rgb: [
    [1, 1],
    [1, 1],
    [1, 1],
  ],
  rgba: [[1, 1]],
}

type Described = Pick<HeifHeader, 'width' | 'height' | 'alpha' | 'depth' | 'coded'>

/**
 * Returns a picture's tile layout, the part that is shown, and the sample distances in the planes
 * of `mode`.
 */
export function tiledAs(mode: Mode, image: HeifImage, header: Described): Tiled {
  return tiledOf(image, header, STEPS[mode])
}

/**
 * Returns the best mode in which a picture can be decoded: planes as they are stored, if possible.
 */
export function modeOf(image: HeifImage, header: Described): Mode {
  if (header.alpha) return 'rgba'
  const { chroma, matrix } = image
  if (header.depth > 8 || (chroma !== '4:2:0' && chroma !== '4:0:0')) return 'rgb'
  if (chroma === '4:2:0' && !(matrix && yccCoding(matrix))) return 'rgb'
  return isAligned(tiledAs(chroma, image, header)) ? chroma : 'rgb'
}

/**
 * Returns the header fields that describe a mode's decoded planes: sampling factors, matrix, and
 * the flag for RGB planes.
 */
export function sampled(mode: Mode, { matrix }: HeifImage): Pick<HeifHeader, 'sampling' | 'matrix' | 'rgb'> {
  if (mode === 'rgba') return {}
  const max = Math.max(...STEPS[mode].map(([across]) => across))
  const sampling = STEPS[mode].map(([across, down]) => [max / across, max / down] as const)
  if (mode === 'rgb') return { sampling, rgb: true }
  return { sampling, matrix: mode === '4:2:0' && matrix ? yccCoding(matrix)?.matrix : undefined }
}
