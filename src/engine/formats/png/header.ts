import { crc32 } from 'node:zlib'
import { Failure } from '../../../errors.ts'
import type { ByteReader } from '../../bytes/reader.ts'
import { readOrientation } from '../../metadata/orientation.ts'
import type { CommonHeader, Orientation } from '../../picture/header.ts'
import {
  checkChunk,
  chunks,
  FIRST_CHUNK,
  GRAY,
  MAX_INT,
  PALETTE,
  RGB,
  readChunk,
  SECOND_CHUNK,
} from './chunks.ts'
import { type ColorChunks, isColorChunk, readColor } from './color.ts'

/** Component count, alpha flag and allowed bit depths for each color type (PNG 11.2.1). */
const COLOR_TYPES: Readonly<
  Record<number, { components: 1 | 3; alpha: boolean; depths: readonly number[] }>
> = {
  [GRAY]: { components: 1, alpha: false, depths: [1, 2, 4, 8, 16] },
  [RGB]: { components: 3, alpha: false, depths: [8, 16] },
  [PALETTE]: { components: 3, alpha: false, depths: [1, 2, 4, 8] },
  4: { components: 1, alpha: true, depths: [8, 16] },
  6: { components: 3, alpha: true, depths: [8, 16] },
}

/**
 * Reads the chunks up to the first IDAT. An `eXIf` chunk after the pixels is valid but rare, and is
 * ignored.
 */
export function readPngHeader(input: ByteReader): CommonHeader<'png'> {
  const { colorType, ...image } = readIhdr(input)
  let { alpha } = image
  let orientation: Orientation = 1
  const colors: ColorChunks = new Map()
  let frames = 1
  let palette = false
  for (const chunk of chunks(input)) {
    checkChunk(chunk)
    const { type, at, length } = chunk
    if (isColorChunk(type) && !colors.has(type)) colors.set(type, input.block(at, length))
    switch (type) {
      case 'IDAT':
        if (colorType === PALETTE && !palette) throw new Failure('corrupt', 'PNG: the palette is missing')
        return { format: 'png', ...image, alpha, orientation, ...readColor(colors), frames }
      case 'IHDR':
        if (at >= SECOND_CHUNK) throw new Failure('corrupt', 'PNG: there are two IHDR chunks')
        break
      case 'IEND':
        throw new Failure('corrupt', 'PNG: there is no image data')
      case 'PLTE':
        palette = isPalette(length)
        break
      case 'tRNS':
        alpha ||= length > 0
        break
      case 'eXIf':
        orientation = readOrientation(input.block(at, length))
        break
      case 'acTL':
        frames = readFrameCount(input.block(at, length))
        break
    }
  }
  throw new Failure('corrupt', 'PNG: the file ends before the image data')
}

function readIhdr(input: ByteReader) {
  const { type, at, length } = readChunk(input, FIRST_CHUNK)
  if (length !== 13 || type !== 'IHDR') throw new Failure('corrupt', 'PNG: the first chunk is not IHDR')
  if (crc32(input.bytes(at - 4, 4 + length)) !== input.u32be(at + length)) {
    throw new Failure('corrupt', 'PNG: the checksum of IHDR is wrong')
  }
  const ihdr = input.block(at, length)
  const width = ihdr.u32be(0)
  const height = ihdr.u32be(4)
  const depth = ihdr.u8(8)
  const colorType = ihdr.u8(9)
  const interlace = ihdr.u8(12)
  if (width === 0 || height === 0) throw new Failure('corrupt', 'PNG: the width or height is 0')
  if (width > MAX_INT || height > MAX_INT)
    throw new Failure('corrupt', 'PNG: the width or height is not valid')
  const kind = COLOR_TYPES[colorType]
  if (!kind?.depths.includes(depth)) throw new Failure('corrupt', 'PNG: the color type or depth is not valid')
  if (ihdr.u8(10) !== 0 || ihdr.u8(11) !== 0 || interlace > 1) {
    throw new Failure('corrupt', 'PNG: the compression, filter or interlace method is not valid')
  }
  const { components, alpha } = kind
  return { width, height, depth, colorType, components, alpha, progressive: interlace === 1 }
}

const isPalette = (length: number) => length > 0 && length <= 768 && length % 3 === 0

/**
 * Returns the frame count that the animation chunk `acTL` declares. A file with an invalid `acTL`
 * is a still image, as in all viewers.
 */
function readFrameCount(actl: ByteReader): number {
  const count = actl.length === 8 ? actl.u32be(0) : 1
  return count >= 1 && count <= MAX_INT ? count : 1
}
