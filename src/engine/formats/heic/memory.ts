import { Failure } from '../../../errors.ts'
import { inPages } from '../../../wasm-memory/page.ts'
import type { Chroma } from '../../picture/header.ts'
import { isGrid } from '../heif/grid.ts'
import type { HeifHeader, HeifImage } from '../heif/heif-image.ts'
import { lengthOf } from '../heif/locations.ts'
import { tileStripsMemory } from '../heif/tile-strips.ts'
import { wholeStripsMemory } from '../heif/whole-strips.ts'
import { type Mode, modeOf, tiledAs } from './modes.ts'

// libheif's memory, measured on 2026-11-26 at 256² to 2048² pixels, with photographs and noise from
// x265 and phone files. In addition to its file, libheif keeps the data of each tile that it has
// read, and a copy of the tile that it decodes. `BASE_BYTES` includes 192 KB by which the stack has
// grown since.
const BASE_BYTES = 800_000
/** Number of bytes that each tile's boxes and items take in libheif. */
const TILE_BYTES = 4096
/**
 * Memory in bytes for each tile pixel, or in mode `rgba` for each pixel in the whole picture with
 * gray alpha. It includes the decoder's frames, its records, and the decoded result.
 */
const PIXEL_BYTES: Readonly<Record<Mode, number>> = { '4:2:0': 4.6, '4:0:0': 4.6, rgb: 8, rgba: 10 }
const DEEP_PIXEL_BYTES: Readonly<Record<Mode, number>> = { ...PIXEL_BYTES, rgb: 15, rgba: 18 }
/**
 * Additional memory in bytes for each pixel in a picture with alpha: libheif copies the alpha
 * plane's chroma. Measured on 2026-11-29 at 256² to 2048² pixels.
 */
const ALPHA_CHROMA_BYTES: Readonly<Record<Chroma, number>> = {
  '4:0:0': 0,
  '4:2:0': 1.5,
  '4:2:2': 2,
  '4:4:4': 3,
}

/** Description of a picture in its file, and the mode in which libheif decodes it. */
export interface Task {
  readonly image: HeifImage
  readonly mode: Mode
}

/**
 * Returns the picture that a header describes, and the mode in which it is decoded.
 * @throws Failure unsupported: the header does not say where the picture lies
 */
export function taskOf(header: HeifHeader): Task {
  const { heif: image } = header
  if (!image)
    throw new Failure(
      'unsupported',
      'HEIC: the image data is not stored in a supported place of the file; save the image again, or as JPEG',
    )
  return { image, mode: modeOf(image, header) }
}

/**
 * Returns libheif's maximum memory in bytes for a file with `byteLength` bytes. The file is part of
 * that memory.
 */
export function libheifMemory(header: HeifHeader, byteLength: number): number {
  const { image, mode } = taskOf(header)
  const { grid, tile, tiles, alpha } = image
  const lengths = tiles.map(({ extents }) => lengthOf(extents))
  // A picture with alpha also has the alpha plane's data in memory. Its length is unknown, but at
  // most the whole file's length.
  const read = lengths.reduce((sum, length) => sum + length, 0) + (mode === 'rgba' ? byteLength : 0)
  const pixels = mode === 'rgba' ? grid.width * grid.height : tile.width * tile.height
  const isDeep = Math.max(header.depth, alpha?.depth ?? 0) > 8
  const chroma = alpha ? ALPHA_CHROMA_BYTES[alpha.chroma] * (isDeep ? 2 : 1) : 0
  const each = (isDeep ? DEEP_PIXEL_BYTES : PIXEL_BYTES)[mode] + chroma
  const used =
    BASE_BYTES + byteLength + read + Math.max(0, ...lengths) + pixels * each + tiles.length * TILE_BYTES
  return inPages(used)
}

/**
 * Returns the kernel memory in bytes for the decoded result: a buffer in which a tile row is
 * joined, or the copy of a picture without tiles.
 */
export function joiningMemory(header: HeifHeader): number {
  const { image, mode } = taskOf(header)
  if (mode === 'rgba') return 0
  const tiled = tiledAs(mode, image, header)
  return isGrid(image) ? tileStripsMemory(tiled) : wholeStripsMemory(tiled)
}
