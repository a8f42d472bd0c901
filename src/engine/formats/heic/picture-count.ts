import { Failure } from '../../../errors.ts'
import { decodedExtents } from '../heif/decoded-items.ts'
import { HEIC } from './hevc-configuration.ts'

/**
 * Maximum number of slices in an item. Slices may overlap, so even a small picture can have many.
 * Phone photos have one.
 */
const MAX_SLICES = 64
/** Maximum number of NAL units (units in the HEVC bitstream) in all items together. */
const MAX_UNITS = 100_000
/** First NAL unit type that is not a slice (ITU-T H.265, table 7-1). */
const NO_SLICE = 32

/**
 * Returns a function that returns the byte at an offset in the joined parts, without joining them.
 * It returns `undefined` beyond the end. Offsets must be requested in ascending order.
 */
function byteReader(parts: readonly Uint8Array[]): (at: number) => number | undefined {
  let index = 0
  let start = 0
  return (at) => {
    for (let part = parts[index]; part; part = parts[++index]) {
      if (at - start < part.length) return part[at - start]
      start += part.length
    }
    return undefined
  }
}

/**
 * Yields the type of each NAL unit in an item. A four-byte length precedes each unit. `isFirst` is
 * `true` for a picture's first slice (7.3.6.1).
 */
function* nalUnits(parts: readonly Uint8Array[]): Generator<{ type: number; isFirst: boolean }> {
  const byteAt = byteReader(parts)
  for (let at = 0; ; ) {
    let length = 0
    for (const end = at + 4; at < end; at++) {
      const byte = byteAt(at)
      if (byte === undefined) return
      length = length * 256 + byte
    }
    // A NAL unit with at most two bytes has a header only and no slice.
    if (length > 2) yield { type: ((byteAt(at) ?? 0) >> 1) & 63, isFirst: (byteAt(at + 2) ?? 0) >= 0x80 }
    else yield { type: NO_SLICE, isFirst: false }
    at += length
  }
}

/**
 * Refuses an item with several pictures. libde265 may decode all pictures before it returns one.
 * Pictures that are not for output take few bytes, so a small file can have many.
 * @param file the whole file
 * @param item the picture's item
 * @throws Failure unsupported, corrupt
 */
export function assertOnePicture(file: Uint8Array, item: number): void {
  let units = 0
  for (const extents of decodedExtents(file, HEIC, item)) {
    let [pictures, slices] = [0, 0]
    const parts = extents.map(({ at, length }) => file.subarray(at, at + length))
    for (const { type, isFirst } of nalUnits(parts)) {
      if (type < NO_SLICE) slices++
      if (type < NO_SLICE && isFirst) pictures++
      if (pictures > 1 || slices > MAX_SLICES || ++units > MAX_UNITS)
        throw new Failure(
          'unsupported',
          'HEIC: items of several pictures are not supported; save the image as a still HEIC',
        )
    }
  }
}
