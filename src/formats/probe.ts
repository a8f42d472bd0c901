import { hasText } from '../bytes/bytes.ts'
import { readStart } from '../bytes/reader.ts'
import { Failure } from '../errors.ts'
import type { Header, SourceFormat } from '../picture/header.ts'
import { avif } from './avif/header.ts'
import type { Format } from './codec.ts'
import { gif } from './gif/header.ts'
import { jpeg } from './jpeg/header.ts'
import { png } from './png/header.ts'
import { webp } from './webp/header.ts'

/** Every format that is recognised. To add one: its row here, its name in `SourceFormat`, its file. */
const FORMATS: Readonly<Record<SourceFormat, Format>> = { jpeg, png, webp, avif, gif }

/** After so many bytes every type is decided: the longest magic is the list of brands of an AVIF. */
const SNIFFED = 512

/**
 * The format that a file's magic bytes name, whatever its name or Content-Type says; `undefined` for others.
 * @param bytes the beginning of the file, 512 bytes of it where there are as many
 */
export function sniff(bytes: Uint8Array): SourceFormat | undefined {
  const names = Object.keys(FORMATS) as SourceFormat[]
  return names.find((name) => FORMATS[name].matches(bytes))
}

/**
 * Reads what a file's header says of its image, from no more bytes than the format needs for it.
 *
 * Sizes are told as the file claims them, up to 4,294,967,295 a side: limits are the caller's.
 *
 * @param bytes the beginning of the file
 * @param complete whether `bytes` is the whole file
 * @returns `undefined` when more bytes are needed, which never happens once `complete`
 * @throws Failure unsupported: not a format, or a variant, that is processed
 * @throws Failure corrupt: the header is cut or contradicts itself
 * @example
 * const header = probe(firstBytes, false)
 * if (header === undefined) readOn()
 */
export function probe(bytes: Uint8Array, complete: boolean): Header | undefined {
  const format = sniff(bytes)
  if (!format) {
    if (!complete && bytes.length < SNIFFED) return undefined
    throw unknownType(bytes)
  }
  return readStart(bytes, complete, FORMATS[format].read)
}

function unknownType(bytes: Uint8Array): Failure {
  if (hasText(bytes, 0, '\xff\xd8'))
    return new Failure('corrupt', 'JPEG: no marker follows the start of the image; upload the file again')
  const start = new TextDecoder().decode(bytes.subarray(0, SNIFFED))
  const formats = Object.keys(FORMATS).join(', ')
  const what = /<svg[\s>]/i.test(start)
    ? 'SVG images are not processed'
    : 'the file is no image that is known'
  return new Failure('unsupported', `${what}: upload one of ${formats}`)
}
