import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { afterPrefix, ascii, be32, fourCharacters, u32be } from '../../bytes/bytes.ts'
import { join } from '../../bytes/join.ts'
import { MAX_PARTS } from '../../bytes/reader.ts'
import { suiting } from '../../metadata/icc.ts'
import { MAX_BLOCK, type Metadata } from '../../metadata/metadata.ts'
import type { Carrier } from '../codec.ts'

const SIGNATURE = 8
/** The first chunk with its length, name and checksum (PNG 11.2.1). */
const IHDR = 25
/** Offset of the colour type, which has this bit set where there are colours (11.2.1). */
const COLOUR_TYPE = 25
const COLOURED = 2
/** Begins the text chunk of XMP (ISO 16684-3, 5.3). */
const XMP_KEYWORD = 'XML:com.adobe.xmp\0'

/** Those behind the image data too, where some writers put XMP, as far as the file is there. */
function* chunks(file: Uint8Array): Generator<{ type: string; data: Uint8Array }> {
  let at = SIGNATURE
  for (let parts = 0; parts < MAX_PARTS && at + 12 <= file.length; parts++) {
    const end = at + 8 + u32be(file, at)
    if (end > file.length) return
    yield { type: fourCharacters(file, at + 4), data: file.subarray(at + 8, end) }
    at = end + 4
  }
}

function read(file: Uint8Array): Omit<Metadata, 'icc'> {
  let exif: Uint8Array | undefined
  let xmp: Uint8Array | undefined
  for (const { type, data } of chunks(file)) {
    if (type === 'eXIf') exif ??= afterPrefix(data, 'Exif\0\0') ?? data
    else if (type === 'iTXt') xmp ??= readInternationalText(data)
    else if (type === 'zTXt') xmp ??= readCompressedText(data)
  }
  return { exif, xmp }
}

/** Behind the keyword: whether and how the text is compressed, its language, and the keyword in it (PNG 11.3.3.4). */
function readInternationalText(itxt: Uint8Array): Uint8Array | undefined {
  const rest = afterPrefix(itxt, XMP_KEYWORD)
  const language = rest?.indexOf(0, 2) ?? -1
  const keyword = rest?.indexOf(0, language + 1) ?? -1
  if (!rest || language < 0 || keyword < 0) return undefined
  const text = rest.subarray(keyword + 1)
  return rest[0] === 1 ? inflate(text) : text
}

/** Behind the keyword: the method of compression (11.3.3.3). It is not where XMP belongs, but where libvips puts it. */
function readCompressedText(ztxt: Uint8Array): Uint8Array | undefined {
  const rest = afterPrefix(ztxt, XMP_KEYWORD)
  return rest && inflate(rest.subarray(1))
}

/** Never more than a block may have: a bomb ends there. */
function inflate(zlib: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(zlib, { maxOutputLength: MAX_BLOCK })
  } catch {
    return undefined
  }
}

/** Right behind IHDR, so that the profile stands before a palette (PNG 5.6). IPTC has no place in a PNG. */
function write(image: Uint8Array, { exif, icc, xmp }: Metadata): Uint8Array<ArrayBuffer> {
  const at = SIGNATURE + IHDR
  const gray = ((image[COLOUR_TYPE] ?? 0) & COLOURED) === 0
  const profile = suiting(icc, gray ? 'gray' : 'RGB')
  return join([
    image.subarray(0, at),
    chunk('iCCP', profile && join([ascii('ICC profile\0\0'), deflateSync(profile)])),
    chunk('eXIf', exif),
    chunk('iTXt', xmp && join([ascii(`${XMP_KEYWORD}\0\0\0\0`), xmp])),
    image.subarray(at),
  ])
}

/** PNG 5.3: length, type, data, and the checksum of type and data. */
function chunk(type: string, data: Uint8Array | undefined): Uint8Array {
  if (!data) return new Uint8Array(0)
  const body = join([ascii(type), data])
  return join([be32(data.length), body, be32(crc32(body))])
}

export const png: Carrier = { read, write }
