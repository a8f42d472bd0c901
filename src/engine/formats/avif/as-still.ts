import { ascii } from '../../bytes/bytes.ts'

/** Where a file has its major brand (ISO/IEC 14496-12, 4.3). */
const MAJOR_BRAND = 8
const STILL = ascii('avif')

/**
 * Makes a file say that it is a still image before anything else. Of others libavif decodes the first sample of a track, whose
 * frames nobody has counted, in place of the primary item.
 * @param file may be overwritten
 * @param source stays as it is
 * @returns the file, or a copy of it where it is the source
 */
export function asStill(file: Uint8Array<ArrayBuffer>, source: Uint8Array): Uint8Array<ArrayBuffer> {
  if (STILL.every((byte, at) => file[MAJOR_BRAND + at] === byte)) return file
  const still = file === source ? file.slice() : file
  still.set(STILL, MAJOR_BRAND)
  return still
}
