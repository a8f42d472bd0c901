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
 * The clean aperture (`clap`, ISO/IEC 14496-12, 12.1.4): a size, and how far its centre lies right of and below that of the
 * coded image, as fractions.
 * @returns `undefined` where it does not lie on whole pixels within the image, and counts for nothing
 */
export function readAperture(clap: ByteReader, coded: Size): Aperture | undefined {
  const across = readSpan(clap, 0, coded.width)
  const down = readSpan(clap, 8, coded.height)
  return across && down && { x: across.start, y: down.start, width: across.length, height: down.length }
}

/** One axis: the fraction of the length stands at `at`, that of the offset 16 bytes behind it. */
function readSpan(
  clap: ByteReader,
  at: number,
  whole: number,
): { start: number; length: number } | undefined {
  const length = clap.u32be(at) / clap.u32be(at + 4)
  const offset = (clap.u32be(at + 16) | 0) / clap.u32be(at + 20)
  const start = offset + (whole - length) / 2
  const lies = Number.isInteger(length) && Number.isInteger(start) && start >= 0 && start + length <= whole
  return lies && length > 0 ? { start, length } : undefined
}
