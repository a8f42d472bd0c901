import { Failure } from '../../../errors.ts'
import { join } from '../../bytes/join.ts'
import { decodedExtents } from '../heif/decoded-items.ts'
import { lengthOf } from '../heif/locations.ts'
import { AVIF } from './av1-configuration.ts'
import { OBU, readObus } from './obu.ts'

/**
 * Maximum number of frames in an item. A picture may have four layers, each of which is a frame
 * (AV1 Image File Format, 2.3.2).
 */
const MAX_FRAMES = 4
/**
 * Maximum number of OBUs (units in the AV1 bitstream) in all items together. A grid with 4096 tiles
 * and alpha has about 30,000.
 */
const MAX_OBUS = 100_000

/**
 * Refuses a picture if one of its items has more than four frames. libaom would decode all frames
 * to show the last one. A single-color frame with 1600 × 1600 pixels takes only 85 bytes in the
 * file, but 30 ms to decode (2026-11-26).
 * @param file the whole file
 * @param item the picture's item; by default the primary item
 * @throws Failure unsupported, corrupt
 */
export function assertFewFrames(file: Uint8Array<ArrayBuffer>, item?: number): void {
  let joined = 0
  let obus = 0
  for (const extents of decodedExtents(file, AVIF, item)) {
    const parts = extents.map(({ at, length }) => file.subarray(at, at + length))
    if (parts.length > 1) joined += lengthOf(extents)
    if (joined > file.length)
      throw new Failure('corrupt', 'AVIF: parts of an image overlap; save the image again')
    const data = parts.length > 1 ? join(parts) : parts[0]
    let frames = 0
    for (const { type } of readObus(data ?? new Uint8Array())) {
      if (type === OBU.frame || type === OBU.frameHeader) frames++
      if (frames > MAX_FRAMES || ++obus > MAX_OBUS)
        throw new Failure(
          'unsupported',
          'AVIF: images of many frames in one item are not supported; save the image as a still AVIF',
        )
    }
  }
}
