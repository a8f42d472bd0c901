import { hasText } from '../../bytes/bytes.ts'
import { type ByteReader, MAX_PARTS } from '../../bytes/reader.ts'
import { Failure } from '../../errors.ts'
import { EXIF_PREFIX, readOrientation } from '../../metadata/orientation.ts'
import type { Header, Orientation } from '../../picture/header.ts'
import type { Format } from '../codec.ts'
import { iccColor, orderPieces } from '../icc.ts'

const ICC_PREFIX = 'ICC_PROFILE\0'
/** Length of a segment that carries nothing of a profile: the length field, the name, and two counters. */
const EMPTY_ICC = 2 + ICC_PREFIX.length + 2

// T.81 Table B.1.
const TEM = 0x01
const SOF2 = 0xc2
const RST0 = 0xd0
const RST7 = 0xd7
const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const APP0 = 0xe0
const APP1 = 0xe1
const APP2 = 0xe2
const APP14 = 0xee
const READABLE_FRAMES = [0xc0, 0xc1, SOF2]

/** Frames of processes that are not decoded here; DHP (DE) opens a hierarchical image, F7 is JPEG-LS. */
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

/** What to do about it. */
const INSTEAD = '; save it as a baseline or progressive JPEG of 8 bits'

type Frame = Pick<Header, 'width' | 'height' | 'depth' | 'components' | 'sampling'>

/** What tells which colours three components are. */
interface Marks {
  /** Whether there is a JFIF marker that has all its fields (T.871 10.1). */
  jfif: boolean
  /** The colour transform of Adobe's marker (T.872 6.5.3). */
  transform: number | undefined
  /** Whether the components are named R, G and B. */
  named: boolean
}

/** Walks the segments up to the first scan, since EXIF and ICC may stand before or after the frame header. */
function read(input: ByteReader): Header {
  let frame: Frame | undefined
  let frameMarker = 0
  let orientation: Orientation | undefined
  const profile: ByteReader[] = []
  const marks: Marks = { jfif: false, transform: undefined, named: false }
  let at = 2
  for (let parts = 0; parts < MAX_PARTS; parts++) {
    at = findMarker(input, at)
    const marker = input.u8(at++)
    if (marker === TEM || (marker >= RST0 && marker <= RST7)) continue
    checkMarker(marker)
    const length = input.u16be(at)
    if (length < 2) throw new Failure('corrupt', 'JPEG: a segment is shorter than its own length field')

    if (READABLE_FRAMES.includes(marker)) {
      if (frame) throw new Failure('corrupt', 'JPEG: there are two frame headers')
      frame = readFrame(input.block(at + 2, length - 2))
      frameMarker = marker
      marks.named = frame.components === 3 && RGB.every((id, index) => input.u8(at + 8 + index * 3) === id)
    } else if (marker === SOS) {
      if (!frame) throw new Failure('corrupt', 'JPEG: a scan stands before the frame header')
      const progressive = frameMarker === SOF2 || !holdsAll(input.block(at + 2, length - 2), frame)
      return {
        format: 'jpeg',
        ...frame,
        orientation: orientation ?? 1,
        alpha: false,
        icc: profile.length > 0,
        color: iccColor(orderPieces(profile)),
        frames: 1,
        ...(frame.components === 3 && isRgb(marks) && { rgb: true }),
        progressive,
      }
    } else if (marker === APP1 && !orientation && isNamed(input, at, length, EXIF_PREFIX)) {
      orientation = readOrientation(input.block(at + 2, length - 2))
    } else if (marker === APP2 && length > EMPTY_ICC && isNamed(input, at, length, ICC_PREFIX)) {
      profile.push(input.block(at + 2 + ICC_PREFIX.length, length - 2 - ICC_PREFIX.length))
    } else if (marker === APP0 && length >= 16 && isNamed(input, at, length, 'JFIF\0')) {
      marks.jfif = true
    } else if (marker === APP14 && length >= 14 && isNamed(input, at, length, 'Adobe')) {
      marks.transform = input.u8(at + 13)
    }
    at += length
  }
  throw new Failure('corrupt', 'JPEG: there are too many segments before the first scan')
}

/** The component identifiers of RGB, where no marker tells. */
const RGB = [0x52, 0x47, 0x42]

/** As libjpeg guesses, and the decoder. */
function isRgb({ jfif, transform, named }: Marks): boolean {
  return !jfif && (transform === undefined ? named : transform === 0)
}

/**
 * The offset of the next marker's code. Any number of 0xFF may precede it (T.81 B.1.1.2); bytes that belong
 * to no segment are passed over, as libjpeg does, because some writers get a segment's length wrong.
 */
function findMarker(input: ByteReader, from: number): number {
  let at = from
  for (;;) {
    while (input.u8(at) !== 0xff) at++
    while (input.u8(at) === 0xff) at++
    if (input.u8(at) !== 0) return at
  }
}

function checkMarker(marker: number): void {
  const process = UNSUPPORTED_FRAMES.get(marker)
  if (process) throw new Failure('unsupported', `JPEG: ${process} images are not processed${INSTEAD}`)
  if (marker === SOI) throw new Failure('corrupt', 'JPEG: another image begins before the first scan')
  if (marker === EOI) throw new Failure('corrupt', 'JPEG: the image ends before its first scan')
  // RES (02 to BF) and JPGn (F0 to FD) have no defined layout, so nothing tells where they end.
  if (marker < 0xc0 || (marker >= 0xf0 && marker <= 0xfd)) {
    throw new Failure('corrupt', 'JPEG: there is an unknown marker before the first scan')
  }
}

function isNamed(input: ByteReader, at: number, length: number, name: string): boolean {
  return length >= 2 + name.length && input.text(at + 2, name.length) === name
}

/** @param body the frame header after its length (T.81 B.2.2) */
function readFrame(body: ByteReader): Frame {
  const depth = body.u8(0)
  const height = body.u16be(1)
  const width = body.u16be(3)
  const components = body.u8(5)
  if (depth === 12) throw new Failure('unsupported', `JPEG: 12-bit images are not processed${INSTEAD}`)
  if (depth !== 8) throw new Failure('corrupt', 'JPEG: the sample precision is not valid')
  if (components === 0) throw new Failure('corrupt', 'JPEG: the frame has no components')
  if (components !== 1 && components !== 3 && components !== 4) {
    throw new Failure('unsupported', `JPEG: images of ${components} components are not processed${INSTEAD}`)
  }
  if (body.length !== 6 + components * 3)
    throw new Failure('corrupt', 'JPEG: the frame header has a wrong length')
  // A height of 0 is left to a DNL segment after the first scan (B.2.5), which no current decoder reads.
  if (width === 0 || height === 0) throw new Failure('corrupt', 'JPEG: the width or height is 0')
  const sampling = Array.from({ length: components }, (_, index): [number, number] => {
    const factors = body.u8(7 + index * 3)
    return [factors >> 4, factors & 15]
  })
  if (!sampling.flat().every(isSampling)) throw new Failure('corrupt', 'JPEG: a sampling factor is not valid')
  return { width, height, depth, components, sampling }
}

const isSampling = (factor: number) => factor >= 1 && factor <= 4

/** Whether the first scan holds every component (T.81 B.2.3); if not, others follow in any process. */
function holdsAll(scan: ByteReader, { components }: Frame): boolean {
  const count = scan.u8(0)
  if (count === 0 || count > components || scan.length !== 4 + count * 2) {
    throw new Failure('corrupt', 'JPEG: the scan header is not valid')
  }
  return count === components
}

export const jpeg: Format = { matches: (bytes) => hasText(bytes, 0, '\xff\xd8\xff'), read }
