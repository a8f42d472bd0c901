import { Failure } from '../../../errors.ts'
import type { ByteReader } from '../../bytes/reader.ts'
import { announcesGainMap } from '../../metadata/gain-map-directory.ts'
import { EXIF_PREFIX, readOrientation } from '../../metadata/orientation.ts'
import type { CommonHeader, Orientation } from '../../picture/header.ts'
import { iccColor } from '../icc.ts'
import { MPF_PREFIX } from './mpf.ts'
import { ISO_GAIN_MAP_PREFIX, XMP_PREFIX } from './prefixes.ts'
import { ICC_COUNTERS, ICC_PREFIX, orderPieces } from './profile.ts'
import {
  APP0,
  APP1,
  APP2,
  APP14,
  EOI,
  type Segment,
  SOF0,
  SOF1,
  SOF2,
  SOI,
  SOS,
  segments,
} from './segments.ts'

const READABLE_FRAMES = [SOF0, SOF1, SOF2]

/**
 * Names for the coding processes that are not supported (T.81 Table B.1). DHP (0xDE) begins a
 * hierarchical image, and 0xF7 is JPEG-LS.
 */
const UNSUPPORTED_FRAMES: ReadonlyMap<number, string> = new Map([
  [0xc3, 'lossless'],
  [0xc5, 'hierarchical'],
  [0xc6, 'hierarchical'],
  [0xc7, 'hierarchical'],
  [0xc8, 'extended (JPG)'],
  [0xc9, 'arithmetic-coded'],
  [0xca, 'arithmetic-coded'],
  [0xcb, 'arithmetic-coded'],
  [0xcd, 'arithmetic-coded'],
  [0xce, 'arithmetic-coded'],
  [0xcf, 'arithmetic-coded'],
  [0xde, 'hierarchical'],
  [0xf7, 'JPEG-LS'],
])

const INSTEAD = '; save the image as a baseline or progressive JPEG of 8 bits'

type Frame = Pick<CommonHeader, 'width' | 'height' | 'depth' | 'components' | 'sampling'>

interface ColorSigns {
  /** `true` if there is a JFIF marker with all its fields (T.871 10.1). */
  jfif: boolean
  /** Color transform in Adobe's APP14 marker (T.872 6.5.3); `undefined` without the marker. */
  transform: number | undefined
  rgbIds: boolean
}

/**
 * Reads the segments up to the first scan. EXIF and ICC may come before or after the frame header.
 */
export function readJpegHeader(input: ByteReader): CommonHeader<'jpeg'> {
  let frame: Frame | undefined
  let frameMarker = 0
  let orientation: Orientation | undefined
  const profile: ByteReader[] = []
  let gainMap: CommonHeader['gainMap']
  let packets = 0
  const signs: ColorSigns = { jfif: false, transform: undefined, rgbIds: false }
  for (const segment of segments(input)) {
    const { marker, at, length } = segment
    checkMarker(marker)
    if (READABLE_FRAMES.includes(marker)) {
      if (frame) throw new Failure('corrupt', 'JPEG: there are two frame headers')
      frame = readFrame(input.block(at, length))
      frameMarker = marker
      signs.rgbIds =
        frame.components === 3 && RGB_IDS.every((id, index) => input.u8(at + 6 + index * 3) === id)
    } else if (marker === SOS) {
      if (!frame) throw new Failure('corrupt', 'JPEG: a scan precedes the frame header')
      const progressive = frameMarker === SOF2 || !hasAllComponents(input.block(at, length), frame)
      return {
        format: 'jpeg',
        ...frame,
        orientation: orientation ?? 1,
        alpha: false,
        icc: profile.length > 0,
        color: iccColor(orderPieces(profile)),
        frames: 1,
        ...(gainMap && { gainMap }),
        ...(frame.components === 3 && isRgb(signs) && { rgb: true }),
        progressive,
      }
    } else if (marker === APP1 && !orientation && begins(input, segment, EXIF_PREFIX)) {
      orientation = readOrientation(input.block(at, length))
    } else if (marker === APP2 && length > EMPTY_PIECE && begins(input, segment, ICC_PREFIX)) {
      profile.push(input.block(at + ICC_PREFIX.length, length - ICC_PREFIX.length))
    } else if (marker === APP2 && begins(input, segment, MPF_PREFIX)) {
      gainMap ??= 'possible'
    } else if (marker === APP2 && begins(input, segment, ISO_GAIN_MAP_PREFIX)) {
      gainMap = 'declared'
    } else if (marker === APP1 && begins(input, segment, XMP_PREFIX)) {
      const skipped = XMP_PREFIX.length
      const announced = packets++ === 0 && announcesGainMap(input.bytes(at + skipped, length - skipped))
      if (announced) gainMap = 'declared'
    } else if (marker === APP0 && length >= 14 && begins(input, segment, 'JFIF\0')) {
      signs.jfif = true
    } else if (marker === APP14 && length >= 12 && begins(input, segment, 'Adobe')) {
      signs.transform = input.u8(at + 11)
    }
  }
  throw new Failure('corrupt', 'JPEG: the file ends before its first scan')
}

const EMPTY_PIECE = ICC_PREFIX.length + ICC_COUNTERS

const RGB_IDS = [0x52, 0x47, 0x42]

/**
 * `true` if the components are R, G and B, not Y, Cb and Cr. libjpeg and the kernel's decoder use
 * the same rules.
 */
function isRgb({ jfif, transform, rgbIds }: ColorSigns): boolean {
  return !jfif && (transform === undefined ? rgbIds : transform === 0)
}

function checkMarker(marker: number): void {
  const process = UNSUPPORTED_FRAMES.get(marker)
  if (process) throw new Failure('unsupported', `JPEG: ${process} images are not supported${INSTEAD}`)
  if (marker === SOI) throw new Failure('corrupt', 'JPEG: another image begins before the first scan')
  if (marker === EOI) throw new Failure('corrupt', 'JPEG: the image ends before its first scan')
  // RES (0x02 to 0xBF) and JPGn (0xF0 to 0xFD) have no defined layout (T.81 Table B.1), so the end
  // of their segments cannot be found.
  if (marker < 0xc0 || (marker >= 0xf0 && marker <= 0xfd)) {
    throw new Failure('corrupt', 'JPEG: there is an unknown marker before the first scan')
  }
}

function begins(input: ByteReader, { at, length }: Segment, prefix: string): boolean {
  return length >= prefix.length && input.text(at, prefix.length) === prefix
}

/** Reads the frame header (T.81 B.2.2). */
function readFrame(body: ByteReader): Frame {
  const depth = body.u8(0)
  const height = body.u16be(1)
  const width = body.u16be(3)
  const components = body.u8(5)
  if (depth === 12) throw new Failure('unsupported', `JPEG: 12-bit images are not supported${INSTEAD}`)
  if (depth !== 8) throw new Failure('corrupt', 'JPEG: the sample precision is not valid')
  if (components === 0) throw new Failure('corrupt', 'JPEG: the frame has no components')
  if (components !== 1 && components !== 3 && components !== 4) {
    throw new Failure('unsupported', `JPEG: images of ${components} components are not supported${INSTEAD}`)
  }
  if (body.length !== 6 + components * 3)
    throw new Failure('corrupt', 'JPEG: the frame header has a wrong length')
  // If the height is 0, a DNL segment after the first scan gives the height (B.2.5). No current
  // decoder reads DNL.
  if (width === 0 || height === 0) throw new Failure('corrupt', 'JPEG: the width or height is 0')
  const sampling = Array.from({ length: components }, (_, index): [number, number] => {
    const factors = body.u8(7 + index * 3)
    return [factors >> 4, factors & 15]
  })
  if (!sampling.flat().every(isSampling)) throw new Failure('corrupt', 'JPEG: a sampling factor is not valid')
  return { width, height, depth, components, sampling }
}

const isSampling = (factor: number) => factor >= 1 && factor <= 4

/**
 * `true` if a scan contains every component (T.81 B.2.3). If it does not, more scans follow. This
 * is possible in the sequential process, too.
 */
function hasAllComponents(scan: ByteReader, { components }: Frame): boolean {
  const count = scan.u8(0)
  if (count === 0 || count > components || scan.length !== 4 + count * 2) {
    throw new Failure('corrupt', 'JPEG: the scan header is not valid')
  }
  return count === components
}
