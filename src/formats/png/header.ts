import { hasText } from '../../bytes/bytes.ts'
import { type ByteReader, MAX_PARTS } from '../../bytes/reader.ts'
import { Failure } from '../../errors.ts'
import { readOrientation } from '../../metadata/orientation.ts'
import type { Header, Orientation } from '../../picture/header.ts'
import type { Format } from '../codec.ts'
import { type ColorChunks, isColorChunk, readColor } from './color.ts'

const SIGNATURE = '\x89PNG\r\n\x1a\n'
/** Lengths, widths and heights are 31-bit numbers (PNG 5.3, 11.2.1). */
const MAX_INT = 0x7fffffff
const PALETTE = 3

/** PNG 11.2.1: what each colour type stands for, and the bit depths that it allows. */
const COLOUR_TYPES: Readonly<
  Record<number, { components: 1 | 3; alpha: boolean; depths: readonly number[] }>
> = {
  0: { components: 1, alpha: false, depths: [1, 2, 4, 8, 16] },
  2: { components: 3, alpha: false, depths: [8, 16] },
  [PALETTE]: { components: 3, alpha: false, depths: [1, 2, 4, 8] },
  4: { components: 1, alpha: true, depths: [8, 16] },
  6: { components: 3, alpha: true, depths: [8, 16] },
}

/** Walks the chunks up to the first IDAT. An `eXIf` after the pixels, legal but rare, is not sought. */
function read(input: ByteReader): Header {
  const { colourType, ...image } = readIhdr(input)
  let { alpha } = image
  let orientation: Orientation = 1
  const colors: ColorChunks = new Map()
  let frames = 1
  let palette = false
  let at = SIGNATURE.length + 25
  for (let parts = 0; parts < MAX_PARTS; parts++) {
    const length = input.u32be(at)
    if (length > MAX_INT) throw new Failure('corrupt', 'PNG: the length of a chunk is not valid')
    const body = at + 8
    const type = readType(input, at + 4)
    if (isColorChunk(type) && !colors.has(type)) colors.set(type, input.block(body, length))
    switch (type) {
      case 'IDAT':
        if (colourType === PALETTE && !palette) throw new Failure('corrupt', 'PNG: the palette is missing')
        return { format: 'png', ...image, alpha, orientation, ...readColor(colors), frames }
      case 'IHDR':
        throw new Failure('corrupt', 'PNG: there are two IHDR chunks')
      case 'IEND':
        throw new Failure('corrupt', 'PNG: there is no image data')
      case 'PLTE':
        palette = isPalette(length)
        break
      case 'tRNS':
        alpha ||= length > 0
        break
      case 'eXIf':
        orientation = readOrientation(input.block(body, length))
        break
      case 'acTL':
        frames = readFrameCount(input.block(body, length))
        break
    }
    at = body + length + 4
  }
  throw new Failure('corrupt', 'PNG: there are too many chunks before the image data')
}

function readIhdr(input: ByteReader) {
  const start = SIGNATURE.length
  if (input.u32be(start) !== 13 || input.text(start + 4, 4) !== 'IHDR') {
    throw new Failure('corrupt', 'PNG: the first chunk is not IHDR')
  }
  if (crc32(input, start + 4, 17) !== input.u32be(start + 21)) {
    throw new Failure('corrupt', 'PNG: the checksum of IHDR is wrong')
  }
  const ihdr = input.block(start + 8, 13)
  const width = ihdr.u32be(0)
  const height = ihdr.u32be(4)
  const depth = ihdr.u8(8)
  const colourType = ihdr.u8(9)
  const interlace = ihdr.u8(12)
  if (width === 0 || height === 0) throw new Failure('corrupt', 'PNG: the width or height is 0')
  if (width > MAX_INT || height > MAX_INT)
    throw new Failure('corrupt', 'PNG: the width or height is not valid')
  const type = COLOUR_TYPES[colourType]
  if (!type?.depths.includes(depth))
    throw new Failure('corrupt', 'PNG: the colour type or depth is not valid')
  if (ihdr.u8(10) !== 0 || ihdr.u8(11) !== 0 || interlace > 1) {
    throw new Failure('corrupt', 'PNG: the compression, filter or interlace method is not valid')
  }
  const { components, alpha } = type
  return { width, height, depth, colourType, components, alpha, progressive: interlace === 1 }
}

/** A chunk's name is four ASCII letters (PNG 5.3); anything else means that the walk has lost its way. */
function readType(input: ByteReader, at: number): string {
  const type = input.text(at, 4)
  if (!/^[A-Za-z]{4}$/.test(type)) throw new Failure('corrupt', 'PNG: there is something that is not a chunk')
  return type
}

const isPalette = (length: number) => length > 0 && length <= 768 && length % 3 === 0

/** A frame count out of range makes the file a still image, as an invalid `acTL` does for every viewer. */
function readFrameCount(actl: ByteReader): number {
  const count = actl.length === 8 ? actl.u32be(0) : 1
  return count >= 1 && count <= MAX_INT ? count : 1
}

/** The checksum of PNG Annex D, bit by bit: it is wanted for 17 bytes only. */
function crc32(input: ByteReader, from: number, length: number): number {
  let crc = -1
  for (let at = from; at < from + length; at++) {
    crc ^= input.u8(at)
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

export const png: Format = { matches: (bytes) => hasText(bytes, 0, SIGNATURE), read }
