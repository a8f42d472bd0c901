import type { Header, HeifImage } from '../../picture/header.ts'
import { yccCoding } from '../heif/colors.ts'
import { isAligned, type Tiled } from '../heif/tiled.ts'

/**
 * How a picture is decoded: planes as they are stored where the kernel can take them, else what libheif makes of them; the
 * whole with its alpha.
 */
export type Mode = '4:2:0' | '4:0:0' | 'rgb' | 'rgba'

/** Pixels for each sample, across and down, by plane. */
const STEPS: Readonly<Record<Mode, Tiled['steps']>> = {
  '4:2:0': [
    [1, 1],
    [2, 2],
    [2, 2],
  ],
  '4:0:0': [[1, 1]],
  rgb: [
    [1, 1],
    [1, 1],
    [1, 1],
  ],
  rgba: [[1, 1]],
}

type Described = Pick<Header, 'width' | 'height' | 'alpha' | 'depth' | 'coded'>

/** What is decoded of a picture, as `mode` gives it. */
export function tiledAs(mode: Mode, { grid, tile }: HeifImage, { width, height, coded }: Described): Tiled {
  return { grid, tile, crop: { x: coded?.x ?? 0, y: coded?.y ?? 0, width, height }, steps: STEPS[mode] }
}

export function modeOf(image: HeifImage, header: Described): Mode {
  if (header.alpha) return 'rgba'
  const { chroma, matrix } = image
  if (header.depth > 8 || (chroma !== '4:2:0' && chroma !== '4:0:0')) return 'rgb'
  if (chroma === '4:2:0' && !(matrix && yccCoding(matrix))) return 'rgb'
  return isAligned(tiledAs(chroma, image, header)) ? chroma : 'rgb'
}

/** What a header says of the planes of a mode. */
export function sampled(mode: Mode, { matrix }: HeifImage): Pick<Header, 'sampling' | 'matrix' | 'rgb'> {
  if (mode === 'rgba') return {}
  const most = Math.max(...STEPS[mode].map(([across]) => across))
  const sampling = STEPS[mode].map(([across, down]) => [most / across, most / down] as const)
  if (mode === 'rgb') return { sampling, rgb: true }
  return { sampling, matrix: mode === '4:2:0' && matrix ? yccCoding(matrix)?.matrix : undefined }
}
