import { Failure } from '../../errors.ts'
import { hasText } from '../bytes/bytes.ts'
import { readStart } from '../bytes/reader.ts'
import type { Format } from './format.ts'
import { formats } from './formats.ts'
import type { Header, SourceFormat } from './header.ts'
import { optional } from './optional.ts'

/**
 * Number of first bytes that are enough to recognize any format. AVIF needs the most, because its
 * signature is a list of brands.
 */
const SIGNATURE_BYTES = 512

const find = (bytes: Uint8Array) => Object.values(formats).find((format) => format.matches(bytes))

/**
 * Returns the format that a file's first bytes show, whatever its name or Content-Type says.
 * Returns `undefined` for unknown formats.
 * @param bytes the file's first 512 bytes, or a whole shorter file
 */
export const sniff = (bytes: Uint8Array): SourceFormat | undefined => find(bytes)?.name

/**
 * Reads an image's header from the beginning of its file.
 *
 * The width and height are those that the file claims, up to 4,294,967,295 pixels each. The caller
 * checks them against its limits.
 *
 * @param complete `true` if `bytes` is the whole file
 * @returns `undefined` if more bytes are needed, which never happens if `complete` is `true`
 * @throws Failure unsupported: the format, or this variant, is not supported
 * @throws Failure corrupt: the header is cut or contradicts itself
 * @example
 * const header = probe(firstBytes, false)
 * if (header === undefined) readOn()
 */
export function probe(bytes: Uint8Array, complete: boolean): Header | undefined {
  const format = find(bytes)
  if (format) return readStart<Header>(bytes, complete, format.readHeader)
  if (!complete && bytes.length < SIGNATURE_BYTES) return undefined
  throw unknownFormat(bytes)
}

function unknownFormat(bytes: Uint8Array): Failure {
  if (hasText(bytes, 0, '\xff\xd8'))
    return new Failure('corrupt', 'JPEG: no marker follows the start of the image; upload the file again')
  const start = new TextDecoder().decode(bytes.subarray(0, SIGNATURE_BYTES))
  const names = Object.values(formats)
    .filter(({ isDecoded }: Format) => isDecoded !== false)
    .filter(({ optionalDecoder }: Format) => !optionalDecoder || optional.has(optionalDecoder))
    .map(({ name }) => name)
    .join(', ')
  const what = /<svg[\s>]/i.test(start)
    ? 'SVG images are not supported'
    : 'the file is not a known image format'
  return new Failure('unsupported', `${what}; upload one of: ${names}`)
}
