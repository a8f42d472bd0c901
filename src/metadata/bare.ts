import { isBareJpeg } from '../formats/jpeg/stripped.ts'
import { isBarePng } from '../formats/png/stripped.ts'
import { isBareWebp } from '../formats/webp/stripped.ts'
import type { SourceFormat } from '../picture/header.ts'

const CHECKS: Readonly<Record<SourceFormat, (file: Uint8Array) => boolean>> = {
  jpeg: isBareJpeg,
  png: isBarePng,
  webp: isBareWebp,
  avif: () => false,
  gif: () => false,
}

/**
 * Whether a file holds its picture and nothing else, as an encoder here would have written it: no metadata, no profile,
 * no comment, no second picture, nothing behind its end. Only such a file may be answered with in place of its own
 * re-encoding.
 *
 * It looks at what the file is made of and decodes no pixels: bytes within compressed data that a decoder passes over
 * are not found. A file that is damaged there passes, too.
 *
 * @param file all of it; anything, hostile files included
 */
export const isBare = (format: SourceFormat, file: Uint8Array): boolean => CHECKS[format](file)
