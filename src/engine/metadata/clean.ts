import { cleanExif } from './exif.ts'
import { cleanIcc } from './icc.ts'
import { cleanIptc } from './iptc.ts'
import type { Metadata } from './metadata.ts'
import { cleanXmp } from './xmp.ts'

/**
 * The metadata that a changed picture may keep: upright, and without thumbnails, second pictures and makers' notes, which
 * reveal what the picture was.
 * @param options `gps`: whether places and coordinates may stay
 */
export function cleanMetadata({ exif, icc, xmp, iptc }: Metadata, options: { gps: boolean }): Metadata {
  return {
    exif: exif && cleanExif(exif, options),
    icc: icc && cleanIcc(icc),
    xmp: xmp && cleanXmp(xmp, options),
    iptc: iptc && cleanIptc(iptc, options),
  }
}
