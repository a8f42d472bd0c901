import { cleanExif } from './exif.ts'
import { cleanIcc } from './icc.ts'
import { cleanIptc } from './iptc.ts'
import type { Metadata } from './metadata.ts'
import { cleanXmp } from './xmp.ts'

/**
 * Returns the metadata that a changed picture may keep. The orientation becomes upright.
 * Thumbnails, second pictures and makers' notes are removed, because they reveal the picture before
 * the change.
 * @param options `gps`: `true` if places and coordinates may stay
 */
export function cleanMetadata({ exif, icc, xmp, iptc }: Metadata, options: { gps: boolean }): Metadata {
  return {
    exif: exif && cleanExif(exif, options),
    icc: icc && cleanIcc(icc),
    xmp: xmp && cleanXmp(xmp, options),
    iptc: iptc && cleanIptc(iptc, options),
  }
}
