import { ascii } from '../../bytes/bytes.ts'

/** Offset of a file's major brand (ISO/IEC 14496-12, 4.3). */
const MAJOR_BRAND = 8
const STILL = ascii('avif')

/**
 * Sets a file's major brand to the still image brand. With another major brand, libavif decodes a
 * track's first sample instead of the primary item. Nothing limits the number of frames in that
 * sample.
 * @param file the file to change; it may be overwritten unless it is `source`
 * @param source original bytes, which are not changed
 * @returns `file`, or a changed copy if `file` is `source`
 */
export function asStill(file: Uint8Array<ArrayBuffer>, source: Uint8Array): Uint8Array<ArrayBuffer> {
  if (STILL.every((byte, at) => file[MAJOR_BRAND + at] === byte)) return file
  const still = file === source ? file.slice() : file
  still.set(STILL, MAJOR_BRAND)
  return still
}
