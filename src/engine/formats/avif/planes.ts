import { Failure } from '../../../errors.ts'
import { inPages } from '../../../wasm-memory/page.ts'
import type { Pixels, Strip } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { exactMemory, withCodec } from '../../wasm/emscripten.ts'
import { roundUp } from '../../wasm/heap.ts'
import { heldCodec } from '../../wasm/held-codec.ts'
import type { Kernel } from '../../wasm/kernel.ts'
import { yccCoding } from '../heif/colors.ts'
import { isGrid } from '../heif/grid.ts'
import type { HeifHeader, HeifImage } from '../heif/heif-image.ts'
import { lengthOf } from '../heif/locations.ts'
import { tileStrips, tileStripsMemory } from '../heif/tile-strips.ts'
import { STEPS_420, type Tiled, tiledOf, tiledPlanes } from '../heif/tiled.ts'
import { wholeStrips, wholeStripsMemory } from '../heif/whole-strips.ts'
import { AV1_DECODER } from './av1-decoder.ts'
import { isPlanar, readStill, STILL_BYTES } from './still.ts'

// dav1d's memory, measured on 2026-11-26 at 64² pixels to 24 megapixels. Flat color and noise take
// the same. dav1d holds the frame, rounded up to 128-pixel blocks, a record for each block, a
// record for each column, and the compressed data. Each AV1 tile takes 20 KB. `BASE_BYTES` includes
// the 576 KB by which dav1d's stack has grown since that measurement.
const BASE_BYTES = 2_600_000
const PADDING = 64
const BLOCK = 128
const PIXEL_BYTES = 1.95
const COLUMN_BYTES = 50
/**
 * Additional bytes for each pixel if an image's blocks may be copied from elsewhere in the frame
 * (intra block copy). dav1d then keeps a 12-byte vector for each 4 × 4 block (2026-11-29).
 */
const COPIES_BYTES = 12 / 16

function heapFor({ tile, tiles, copies = false }: HeifImage, byteLength: number): number {
  const padded = (roundUp(tile.width, BLOCK) + PADDING) * roundUp(tile.height, BLOCK)
  const data = Math.min(byteLength, Math.max(...tiles.map(({ extents }) => lengthOf(extents))))
  const pixelBytes = PIXEL_BYTES + (copies ? COPIES_BYTES : 0)
  return inPages(BASE_BYTES + pixelBytes * padded + COLUMN_BYTES * tile.width + data)
}

/**
 * Returns the sizes in bytes of the memory for decoding an image: in dav1d's instance, in an
 * instance in the kernel's partner, and in the kernel.
 * @param byteLength file length in bytes
 */
export const planesMemory = (image: HeifImage, header: HeifHeader, byteLength: number) => ({
  instance: exactMemory(heapFor(image, byteLength)),
  movable: heapFor(image, byteLength),
  kernel: (isGrid(image) ? tileStripsMemory : wholeStripsMemory)(tiledOf(image, header, STEPS_420)),
})

type Tile = HeifImage['tiles'][number]

const NO_TILE: Tile = { item: 0, extents: [] }

/**
 * Returns a tile's data. A tile's extents may overlap in the file, but together they must not be
 * longer than the file.
 */
function dataOf(file: Uint8Array, { extents }: Tile = NO_TILE, size: Size): readonly Uint8Array[] {
  const isInside = extents.every(({ at, length }) => at + length <= file.length)
  if (!isInside || lengthOf(extents) > file.length)
    throw new Failure('corrupt', 'AVIF: the file ends within the image; upload it again')
  const parts = extents.map(({ at, length }) => file.subarray(at, at + length))
  if (!isPlanar(readStill((parts[0] ?? file).subarray(0, STILL_BYTES)), size))
    throw new Failure('corrupt', 'AVIF: the image data contradicts its header; upload the file again')
  return parts
}

/**
 * Decodes an image with one tile. The picture stays in dav1d's memory, and its rows are copied to
 * the kernel's memory a band at a time.
 */
const wholeTile = (
  file: Uint8Array,
  { tile, tiles }: HeifImage,
  tiled: Tiled,
  limit: number,
  kernel: Kernel,
): AsyncGenerator<Strip> =>
  heldCodec(
    AV1_DECODER,
    limit,
    'corrupt',
    function* ({ hold }) {
      const { planes, release } = hold(dataOf(file, tiles[0], tile), tile)
      try {
        yield* wholeStrips(planes, tiled, kernel)
      } finally {
        release()
      }
    },
    kernel,
  )

/**
 * Decodes an image to planes in the kernel's memory, tile by tile. Each tile row leases one dav1d
 * instance, which decodes all tiles in the row.
 * @param file the whole file
 */
export function decodePlanes(file: Uint8Array, image: HeifImage, header: HeifHeader, kernel: Kernel): Pixels {
  const { tile, tiles, grid } = image
  const tiled = tiledOf(image, header, STEPS_420)
  const limit = heapFor(image, file.length)
  const coding = image.matrix && yccCoding(image.matrix)
  const planar = { layout: 'ycc', inverted: false, ...coding, planes: tiledPlanes(tiled) } as const
  if (!isGrid(image)) return { ...planar, strips: wholeTile(file, image, tiled, limit, kernel) }
  const strips = tileStrips(
    tiled,
    async (row, columns, take) => {
      const parts = columns.map((column) => dataOf(file, tiles[row * grid.columns + column], tile))
      await withCodec(
        AV1_DECODER,
        limit,
        'corrupt',
        ({ decode }) => {
          for (const [index, column] of columns.entries())
            decode(parts[index] ?? [], tile, (planes) => take(column, planes))
        },
        kernel,
      )
    },
    kernel,
  )
  return { ...planar, strips }
}
