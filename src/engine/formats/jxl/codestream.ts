import { hasText } from '../../bytes/bytes.ts'
import type { ByteReader } from '../../bytes/reader.ts'
import { boxes, type FileBox } from '../boxes.ts'
import { corrupt } from './bits.ts'

/** First bytes of a bare codestream (ISO/IEC 18181-1:2022, D.1). */
export const CODESTREAM = '\xff\x0a'

/** First box in a file with boxes: its length, its type and its content (ISO/IEC 18181-2, 9.1). */
export const SIGNATURE_BOX = '\0\0\0\x0cJXL \r\n\x87\n'

/** Bytes before a codestream part, which number the part (9.10). */
const PART_INDEX = 4

/** `true` if a file begins as a JPEG XL: as a codestream, or as a file with boxes. */
export const isJxl = (bytes: Uint8Array): boolean =>
  hasText(bytes, 0, CODESTREAM) || hasText(bytes, 0, SIGNATURE_BOX)

/** `true` if a file is a bare codestream, without boxes. */
export const isBare = (input: ByteReader): boolean => input.text(0, CODESTREAM.length) === CODESTREAM

/** Returns the codestream part that a box contains; `undefined` for boxes with another type. */
export function codestreamPart({ type, at, length }: FileBox): Pick<FileBox, 'at' | 'length'> | undefined {
  if (type === 'jxlc') return { at, length }
  if (type !== 'jxlp') return undefined
  if (length < PART_INDEX) throw corrupt('a part of the codestream is cut short')
  return { at: at + PART_INDEX, length: length - PART_INDEX }
}

/**
 * Opens a file's codestream, without its signature.
 * @returns a function that returns the next byte. It throws `MORE` if the byte has not arrived, and
 *   `Failure` corrupt if the codestream has ended
 * @throws MORE, Failure corrupt
 */
export function openCodestream(input: ByteReader): () => number {
  const next = isBare(input) ? bareBytes(input) : boxedBytes(input)
  for (let index = 0; index < CODESTREAM.length; index++)
    if (next() !== CODESTREAM.charCodeAt(index)) throw corrupt('the codestream has another signature')
  return next
}

function bareBytes(input: ByteReader): () => number {
  let at = 0
  return () => input.u8(at++)
}

function boxedBytes(input: ByteReader): () => number {
  const rest = boxes(input)
  let [at, end] = [0, 0]
  return () => {
    while (at === end) {
      const { value: box } = rest.next()
      if (!box) throw corrupt('the file has no codestream, or a part of one')
      const part = codestreamPart(box)
      if (part) [at, end] = [part.at, part.at + part.length]
    }
    return input.u8(at++)
  }
}
