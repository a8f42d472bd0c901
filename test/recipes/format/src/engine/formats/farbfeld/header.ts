import { Failure } from '../../../errors.ts'
import type { ByteReader } from '../../bytes/reader.ts'
import type { CommonHeader } from '../../picture/header.ts'

export const SIGNATURE = 'farbfeld'

/** Size in bytes of the header, which the first sample follows. */
export const HEADER_BYTES = 16

/** Pixel size in bytes: four 16-bit samples, the higher byte first. */
export const PIXEL_BYTES = 8

/**
 * Reads the header of a farbfeld image.
 * @throws Failure corrupt; `MORE` if the file has not arrived completely
 */
export function readFarbfeldHeader(input: ByteReader): CommonHeader<'farbfeld'> {
  const [width, height] = [input.u32be(8), input.u32be(12)]
  if (width === 0 || height === 0)
    throw new Failure('corrupt', 'farbfeld: the image has no pixels; upload the file again')
  return {
    format: 'farbfeld',
    ...{ width, height, orientation: 1, alpha: true, depth: 16, components: 3 },
    ...{ icc: false, frames: 1, progressive: false },
  }
}
