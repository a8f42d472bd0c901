import { cleanExif } from './exif.ts'
import { cleanIcc } from './icc.ts'
import { cleanIptc } from './iptc.ts'
import type { Metadata } from './metadata.ts'
import { cleanXmp } from './xmp.ts'

/**
 * What may be passed on of a picture that has been changed: without thumbnails, second pictures and makers' notes, which
 * show or tell what it was, and turned upright.
 * @param options.gps whether what tells of a place may stay
 */
export function cleanMetadata({ exif, icc, xmp, iptc }: Metadata, options: { gps: boolean }): Metadata {
  return {
    exif: exif && cleanExif(exif, options),
    icc: icc && cleanIcc(icc),
    xmp: xmp && cleanXmp(xmp, options),
    iptc: iptc && cleanIptc(iptc, options),
  }
}
