import sharp from 'sharp'
import { rawOf } from '../picture/decoded.ts'
import type { PictureShape } from '../picture/pictures.ts'
import { makePicture } from '../picture/pictures.ts'
import { avifFile, codedPictures, gridData, sized } from './items.ts'
import { property } from './writer.ts'

/** Returns an AVIF with 4:2:0 chroma, written by sharp. */
export async function avifOf(width: number, height: number, shape: PictureShape = { noise: 12 }) {
  const picture = makePicture(width, height, shape)
  const image = sharp(picture.data, rawOf(picture))
  return (shape.alpha === 'soft' ? image : image.removeAlpha())
    .avif({ effort: 1, quality: 60, chromaSubsampling: '4:2:0' })
    .toBuffer()
}

/**
 * Writes a grid with different 4:2:0 tiles. The last row and column are cropped if the size is not
 * a multiple of the tile size.
 */
export async function avifGrid(
  columns: number,
  rows: number,
  tile: { readonly width: number; readonly height: number },
  size = { width: columns * tile.width, height: rows * tile.height },
): Promise<Uint8Array<ArrayBuffer>> {
  const numbers = Array.from({ length: columns * rows }, (_, index) => index)
  const coded = await Promise.all(
    numbers.map(async (index) => {
      const [picture] = codedPictures(await avifOf(tile.width, tile.height, { noise: 4 + 3 * index }))
      if (!picture) throw new Error('sharp has written no picture')
      return picture
    }),
  )
  const tiles = coded.map((picture, index) => ({
    id: index + 2,
    data: picture.data,
    properties: sized(tile.width, tile.height, picture),
  }))
  const grid = {
    id: 1,
    type: 'grid',
    data: gridData(rows, columns, size.width, size.height),
    properties: [property.ispe(size.width, size.height)],
  }
  return avifFile({
    items: [grid, ...tiles],
    references: [{ type: 'dimg', from: 1, to: tiles.map(({ id }) => id) }],
  })
}

/** Returns AVIF files, one for each way in which Signet decodes AVIF. */
export async function avifFiles(): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  return new Map([
    ['AVIF: planes', Uint8Array.from(await avifOf(48, 36))],
    ['AVIF: a grid of planes', await avifGrid(3, 2, { width: 64, height: 64 }, { width: 150, height: 100 })],
    ['AVIF: with alpha', Uint8Array.from(await avifOf(48, 36, { alpha: 'soft' }))],
  ])
}
