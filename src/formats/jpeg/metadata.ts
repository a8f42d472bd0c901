import { afterPrefix, ascii, be16, u16be } from '../../bytes/bytes.ts'
import { join } from '../../bytes/join.ts'
import { suiting } from '../../metadata/icc.ts'
import { PHOTOSHOP_PREFIX, readIptcResource, writeIptcResource } from '../../metadata/iptc.ts'
import type { Metadata } from '../../metadata/metadata.ts'
import type { Carrier } from '../codec.ts'

const EXIF_PREFIX = 'Exif\0\0'
const XMP_PREFIX = 'http://ns.adobe.com/xap/1.0/\0'
const ICC_PREFIX = 'ICC_PROFILE\0'

// T.81 Table B.1.
const TEM = 0x01
const SOF0 = 0xc0
const SOF2 = 0xc2
const RST0 = 0xd0
const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const APP0 = 0xe0
const APP1 = 0xe1
const APP2 = 0xe2
const APP13 = 0xed

/** What a segment can hold beside its length field (T.81 B.1.1.4). */
const MAX_BODY = 0xffff - 2

interface Segment {
  readonly marker: number
  readonly body: Uint8Array
}

/** The segments before the first scan. As in the probe, bytes between them are passed over. */
function* segments(file: Uint8Array): Generator<Segment> {
  let at = 2
  for (;;) {
    const fill = file.indexOf(0xff, at)
    if (fill < 0) return
    const marker = file[fill + 1] ?? 0xff
    at = fill + (marker === 0xff ? 1 : 2)
    if (marker === 0 || marker === 0xff || marker === TEM || (marker >= RST0 && marker < SOI)) continue
    const end = at + u16be(file, at)
    if (marker === SOI || marker === EOI || marker === SOS || end < at + 2 || end > file.length) return
    yield { marker, body: file.subarray(at + 2, end) }
    at = end
  }
}

/** The first EXIF and XMP segment count (CIPA DC-008, 4.7.2; ISO 16684-3, 6); Photoshop's resources go over several. */
function read(file: Uint8Array): Omit<Metadata, 'icc'> {
  let exif: Uint8Array | undefined
  let xmp: Uint8Array | undefined
  const resources: Uint8Array[] = []
  for (const { marker, body } of segments(file)) {
    if (marker === APP1) {
      exif ??= afterPrefix(body, EXIF_PREFIX)
      xmp ??= afterPrefix(body, XMP_PREFIX)
    } else if (marker === APP13) {
      resources.push(afterPrefix(body, PHOTOSHOP_PREFIX) ?? new Uint8Array(0))
    }
  }
  return { exif, xmp, iptc: readIptcResource(join(resources)) }
}

/** Right behind the JFIF segment; blocks that no segment can hold are left out. */
function write(image: Uint8Array, { exif, icc, xmp, iptc }: Metadata): Uint8Array<ArrayBuffer> {
  const at = image[3] === APP0 ? 4 + u16be(image, 4) : 2
  return join([
    image.subarray(0, at),
    segment(APP1, EXIF_PREFIX, exif),
    segment(APP1, XMP_PREFIX, xmp),
    segment(APP13, PHOTOSHOP_PREFIX, iptc && writeIptcResource(iptc)),
    ...iccSegments(suiting(icc, isGray(image) ? 'gray' : 'RGB') ?? new Uint8Array(0)),
    image.subarray(at),
  ])
}

function segment(marker: number, prefix: string, block: Uint8Array | undefined): Uint8Array {
  if (!block || prefix.length + block.length > MAX_BODY) return new Uint8Array(0)
  const body = join([ascii(prefix), block])
  return join([Uint8Array.of(0xff, marker), be16(body.length + 2), body])
}

/** A profile in as many segments as it takes, each with its number from 1 on and how many there are (ICC.1:2022, B.4). */
function iccSegments(icc: Uint8Array): Uint8Array[] {
  const most = MAX_BODY - ICC_PREFIX.length - 2
  const count = Math.ceil(icc.length / most)
  return Array.from({ length: count }, (_, i) =>
    segment(APP2, ICC_PREFIX, join([Uint8Array.of(i + 1, count), icc.subarray(i * most, (i + 1) * most)])),
  )
}

/** The number of components in the frame header (T.81 B.2.2). */
function isGray(image: Uint8Array): boolean {
  for (const { marker, body } of segments(image)) if (marker >= SOF0 && marker <= SOF2) return body[5] === 1
  return false
}

export const jpeg: Carrier = { read, write }
