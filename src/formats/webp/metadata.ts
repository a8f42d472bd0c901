import { afterPrefix, ascii, fourCharacters, le24, le32, u32le } from '../../bytes/bytes.ts'
import { join } from '../../bytes/join.ts'
import { MAX_PARTS } from '../../bytes/reader.ts'
import { suiting } from '../../metadata/icc.ts'
import type { Metadata, PictureShape } from '../../metadata/metadata.ts'
import type { Carrier } from '../codec.ts'

/** Where the first chunk stands, after `RIFF`, the file's length and `WEBP`. */
const FIRST_CHUNK = 12

/** What a still picture consists of; they keep their order. */
const PIXELS = ['ALPH', 'VP8 ', 'VP8L']

/** Flags of VP8X (RFC 9649, 2.7.1). */
const ICC = 0x20
const ALPHA = 0x10
const EXIF = 0x08
const XMP = 0x04

interface Chunk {
  readonly type: string
  readonly data: Uint8Array
}

function* chunks(file: Uint8Array): Generator<Chunk> {
  let at = FIRST_CHUNK
  for (let parts = 0; parts < MAX_PARTS && at + 8 <= file.length; parts++) {
    const size = u32le(file, at + 4)
    const end = at + 8 + size
    if (end > file.length) return
    yield { type: fourCharacters(file, at), data: file.subarray(at + 8, end) }
    at = end + (size % 2)
  }
}

/** EXIF and XMP stand behind the pixels (RFC 9649, 2.7.1.4 and 2.7.1.5). */
function read(file: Uint8Array): Omit<Metadata, 'icc'> {
  let exif: Uint8Array | undefined
  let xmp: Uint8Array | undefined
  for (const { type, data } of chunks(file)) {
    if (type === 'EXIF') exif ??= afterPrefix(data, 'Exif\0\0') ?? data
    else if (type === 'XMP ') xmp ??= data
  }
  return { exif, xmp }
}

/** Makes the image one of the extended format, in the order of RFC 9649, 2.7. IPTC has no place in it. */
function write(
  image: Uint8Array,
  { exif, icc, xmp }: Metadata,
  { width, height, alpha }: PictureShape,
): Uint8Array<ArrayBuffer> {
  const profile = suiting(icc, 'RGB')
  const pixels = [...chunks(image)].filter(({ type }) => PIXELS.includes(type))
  const flags = (profile ? ICC : 0) | (alpha ? ALPHA : 0) | (exif ? EXIF : 0) | (xmp ? XMP : 0)
  const body = join([
    ascii('WEBP'),
    chunk('VP8X', join([le32(flags), le24(width - 1), le24(height - 1)])),
    chunk('ICCP', profile),
    ...pixels.map(({ type, data }) => chunk(type, data)),
    chunk('EXIF', exif),
    chunk('XMP ', xmp),
  ])
  return join([ascii('RIFF'), le32(body.length), body])
}

/** Payloads are padded to an even length (2.3). */
function chunk(type: string, data: Uint8Array | undefined): Uint8Array {
  return data
    ? join([ascii(type), le32(data.length), data, new Uint8Array(data.length % 2)])
    : new Uint8Array(0)
}

export const webp: Carrier = { read, write }
