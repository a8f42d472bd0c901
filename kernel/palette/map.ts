/** Replaces a picture's pixels by palette indices, without dithering. */
import { find, findSimilar } from './cache'
import { beginRows, nextRow, RowReader } from './rows'
import { countPixels, maskFor, setBits, setLimits } from './similar'

/** Minimum bits that similar colors share, in smooth areas and in active ones. */
const MIN_SMOOTH_BITS: u32 = 6
const MIN_ACTIVE_BITS: u32 = 4
/** Pixels for which the cache may fail to answer one search. */
const PIXELS_PER_MISS: u32 = 8

/**
 * Replaces the pixels by indices, which begin at the picture's address, one byte for each pixel.
 * Each pixel gets the nearest color. If the picture has very many colors, similar colors share an
 * index, except in flat areas.
 */
export function mapPixels(rgba: usize, height: usize, reader: RowReader, forced: u32): void {
  setLimits(MIN_SMOOTH_BITS, MIN_ACTIVE_BITS, PIXELS_PER_MISS)
  setBits(8, 8)
  beginRows(reader, rgba, height, forced)
  for (let y: usize = 0; y < height; y++) {
    nextRow(reader, y === 0)
    // The row that the indices overwrite has been copied by the reader.
    mapRow(reader, rgba + y * reader.width)
    countPixels(reader.width)
  }
}

function mapRow(reader: RowReader, out: usize): void {
  const row = reader.current
  const activity = reader.activity
  const width = reader.width
  let last = load<u32>(row)
  let index = find(last)
  for (let x: usize = 0; x < width; x++) {
    const color = load<u32>(row + 4 * x)
    if (color !== last) {
      const active = <usize>load<u8>(activity + x)
      // Transparent pixels stay transparent.
      const isExact = active === 0 || color === 0
      index = isExact ? find(color) : findSimilar(color, maskFor(active))
      last = color
    }
    store<u8>(out + x, index)
  }
}
