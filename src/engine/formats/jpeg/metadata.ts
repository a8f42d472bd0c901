import { afterPrefix, ascii, be16, u16be } from '../../bytes/bytes.ts'
import { join } from '../../bytes/join.ts'
import { openReader } from '../../bytes/reader.ts'
import { PHOTOSHOP_PREFIX, readIptcResource, writeIptcResource } from '../../metadata/iptc.ts'
import type { Metadata } from '../../metadata/metadata.ts'
import { EXIF_PREFIX } from '../../metadata/orientation.ts'
import { profileFor } from '../../metadata/profile-space.ts'
import type { MetadataBlocks } from '../format.ts'
import { XMP_PREFIX } from './prefixes.ts'
import { ICC_COUNTERS, ICC_PREFIX } from './profile.ts'
import { APP0, APP1, APP2, APP13, EOI, SOF0, SOF2, SOI, SOS, segments } from './segments.ts'

/** Maximum length in bytes of a segment's content (T.81 B.1.1.4). */
const MAX_BODY = 0xffff - 2

/**
 * Yields each segment's marker and content before the first scan. It stops at the first segment
 * that the file does not contain completely.
 */
export function* headerSegments(file: Uint8Array): Generator<{ marker: number; body: Uint8Array }> {
  for (const { marker, at, length } of segments(openReader(file, true))) {
    if (marker === SOI || marker === EOI || marker === SOS || at + length > file.length) return
    yield { marker, body: file.subarray(at, at + length) }
  }
}

/**
 * Reads EXIF, XMP and IPTC. Only the first EXIF segment and the first XMP segment count (CIPA
 * DC-008, 4.7.2; ISO 16684-3, 6). Photoshop resources, which hold IPTC, may fill several segments.
 */
export function readJpegMetadata(file: Uint8Array): MetadataBlocks {
  let exif: Uint8Array | undefined
  let xmp: Uint8Array | undefined
  const resources: Uint8Array[] = []
  for (const { marker, body } of headerSegments(file)) {
    if (marker === APP1) {
      exif ??= afterPrefix(body, EXIF_PREFIX)
      xmp ??= afterPrefix(body, XMP_PREFIX)
    } else if (marker === APP13) {
      resources.push(afterPrefix(body, PHOTOSHOP_PREFIX) ?? new Uint8Array(0))
    }
  }
  return { exif, xmp, iptc: readIptcResource(join(resources)) }
}

/**
 * Inserts metadata segments directly after the JFIF segment, or after SOI if there is none. EXIF,
 * XMP and IPTC blocks that are too long for one segment are left out.
 */
export function writeJpegMetadata(
  image: Uint8Array,
  { exif, icc, xmp, iptc }: Metadata,
): Uint8Array<ArrayBuffer> {
  const at = image[3] === APP0 ? 4 + u16be(image, 4) : 2
  return join([
    image.subarray(0, at),
    ...segmentPieces(APP1, EXIF_PREFIX, exif),
    ...segmentPieces(APP1, XMP_PREFIX, xmp),
    ...segmentPieces(APP13, PHOTOSHOP_PREFIX, iptc && writeIptcResource(iptc)),
    ...iccSegments(profileFor(icc, isGray(image) ? 'gray' : 'RGB') ?? new Uint8Array(0)),
    image.subarray(at),
  ])
}

/**
 * Returns a segment. Returns no bytes if there is no block, or if the block is too long for one
 * segment.
 */
export const segment = (marker: number, prefix: string, block: Uint8Array | undefined): Uint8Array =>
  join(segmentPieces(marker, prefix, block))

/** Returns a segment's pieces. The last ones are the blocks themselves, without copies. */
function segmentPieces(
  marker: number,
  prefix: string,
  ...blocks: readonly (Uint8Array | undefined)[]
): readonly Uint8Array[] {
  const present = blocks.filter((block) => block !== undefined)
  const length = present.reduce((sum, block) => sum + block.length, prefix.length)
  if (present.length === 0 || length > MAX_BODY) return []
  return [Uint8Array.of(0xff, marker), be16(length + 2), ascii(prefix), ...present]
}

/** Returns the pieces for as many segments as a profile needs (ICC.1:2022, B.4). */
function iccSegments(icc: Uint8Array): readonly Uint8Array[] {
  const maxBytes = MAX_BODY - ICC_PREFIX.length - ICC_COUNTERS
  const count = Math.ceil(icc.length / maxBytes)
  return Array.from({ length: count }, (_, i) =>
    segmentPieces(
      APP2,
      ICC_PREFIX,
      Uint8Array.of(i + 1, count),
      icc.subarray(i * maxBytes, (i + 1) * maxBytes),
    ),
  ).flat()
}

/** `true` if the frame header has one component (T.81 B.2.2). */
function isGray(image: Uint8Array): boolean {
  for (const { marker, body } of headerSegments(image))
    if (marker >= SOF0 && marker <= SOF2) return body[5] === 1
  return false
}
