import type { Header } from '../../src/engine/formats/header.ts'
import type { Chroma } from '../../src/engine/picture/header.ts'
import type { Size } from '../../src/engine/picture/size.ts'

/** Header of an opaque JPEG, baseline and 4:2:0. Its size is not used. */
export const JPEG: Header = {
  format: 'jpeg',
  width: 1,
  height: 1,
  orientation: 1,
  alpha: false,
  depth: 8,
  components: 3,
  icc: false,
  frames: 1,
  progressive: false,
  sampling: [
    [2, 2],
    [1, 1],
    [1, 1],
  ],
}

const FULL_CHROMA: Header['sampling'] = [
  [1, 1],
  [1, 1],
  [1, 1],
]

const { sampling: HALF_CHROMA, ...PLAIN } = JPEG

export const PNG: Header = { ...PLAIN, format: 'png' }
export const GIF: Header = { ...PLAIN, format: 'gif' }
export const LOSSLESS_WEBP: Header = {
  ...PLAIN,
  format: 'webp',
  webp: { lossless: true, pixels: { at: 20, length: 1_000_000 }, extended: false },
}
export const INTERLACED_PNG: Header = { ...PNG, progressive: true }
export const PROGRESSIVE_420: Header = { ...JPEG, progressive: true }
export const PROGRESSIVE_444: Header = { ...PROGRESSIVE_420, sampling: FULL_CHROMA }

/** Header for an animation frame that `page` names. */
export const pageOf = (format: 'gif' | 'webp'): Header => ({
  ...PLAIN,
  format,
  alpha: true,
  frames: 10,
  canvas: { page: 5 },
})

/** Bytes per pixel in an AVIF or HEIC, at a quality near 60. */
export const HEIF_PIXEL_BYTES = 0.1

/** Properties of an AVIF or HEIC. */
export interface HeifShape extends Partial<Pick<Header, 'alpha' | 'depth'>> {
  readonly format?: 'avif' | 'heic'
  readonly chroma?: Chroma
  /** `true` if the picture is decoded to planes. */
  readonly planar?: boolean
  /** `true` if blocks may be copied from elsewhere in the frame. */
  readonly copies?: boolean
  /** Tile side in pixels; a picture in one piece has none. */
  readonly tile?: number
}

/** Returns an AVIF or HEIC header with the given size. */
export function heifHeader(shape: HeifShape, size: Size): Header {
  const {
    format = 'avif',
    chroma = '4:2:0',
    planar = false,
    alpha = false,
    depth = 8,
    copies = false,
  } = shape
  const tile = shape.tile ? { width: shape.tile, height: shape.tile } : size
  const grid = {
    ...size,
    rows: Math.ceil(size.height / tile.height),
    columns: Math.ceil(size.width / tile.width),
  }
  const length = Math.floor(HEIF_PIXEL_BYTES * tile.width * tile.height)
  const tiles = Array.from({ length: grid.rows * grid.columns }, () => ({
    item: 1,
    extents: [{ at: 300, length }],
  }))
  const heif = { item: 1, grid, tile, tiles, chroma, copies, matrix: { code: 6, full: true } }
  return { ...PLAIN, ...size, format, alpha, depth, heif, ...(planar && { sampling: HALF_CHROMA }) }
}
