import type { ByteReader } from '../../bytes/reader.ts'

interface Size {
  readonly width: number
  readonly height: number
}

/** A part of a coded image, in whole pixels. */
export interface Aperture extends Size {
  readonly x: number
  readonly y: number
}

/**
 * Reads the clean aperture (`clap`, ISO/IEC 14496-12, 12.1.4): a size, and the offset of its centre from that of the coded
 * image, as fractions.
 * @returns `undefined` where it is not whole pixels within the image: it is then ignored
 */
export function readAperture(clap: ByteReader, coded: Size): Aperture | undefined {
  const across = readSpan(clap, 0, coded.width)
  const down = readSpan(clap, 8, coded.height)
  return across && down && { x: across.start, y: down.start, width: across.length, height: down.length }
}

/** One axis (12.1.4): the fraction of its length at `at`, that of the offset of its centre 16 bytes later. */
function readSpan(
  clap: ByteReader,
  at: number,
  coded: number,
): { start: number; length: number } | undefined {
  const length = clap.u32be(at) / clap.u32be(at + 4)
  const offset = (clap.u32be(at + 16) | 0) / clap.u32be(at + 20)
  const start = offset + (coded - length) / 2
  const valid = Number.isInteger(length) && Number.isInteger(start) && start >= 0 && start + length <= coded
  return valid && length > 0 ? { start, length } : undefined
}
