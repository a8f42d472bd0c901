import { Failure } from '../../../errors.ts'
import { type ByteReader, MAX_PARTS } from '../../bytes/reader.ts'

// Marker codes (T.81 Table B.1).
const TEM = 0x01
export const SOF0 = 0xc0
export const SOF1 = 0xc1
export const SOF2 = 0xc2
export const DHT = 0xc4
const RST0 = 0xd0
const RST7 = 0xd7
export const SOI = 0xd8
export const EOI = 0xd9
export const SOS = 0xda
export const DQT = 0xdb
export const DRI = 0xdd
export const APP0 = 0xe0
export const APP1 = 0xe1
export const APP2 = 0xe2
export const APP13 = 0xed
export const APP14 = 0xee

/** A marker and the segment that it begins (T.81 B.1.1.4). SOI and EOI have no segment. */
export interface Segment {
  readonly marker: number
  /** Offset of the content, which follows the length field. */
  readonly at: number
  /** Content length in bytes. */
  readonly length: number
}

/** `true` for the restart markers, RST0 to RST7. */
export const isRestart = (marker: number): boolean => marker >= RST0 && marker <= RST7

/**
 * Yields a file's segments until the file ends. The last segment's content may be missing. Restart
 * markers are skipped. Entropy-coded data follows SOS, so callers must stop there.
 * @param from offset of the first marker
 * @throws Failure corrupt: a length is not valid, or there are too many segments
 */
export function* segments(input: ByteReader, from = 2): Generator<Segment, void> {
  let at = from
  for (let parts = 0; parts < MAX_PARTS; parts++) {
    const code = findMarker(input, at)
    if (code === undefined) return
    const marker = input.u8(code)
    at = code + 1
    if (marker === TEM || isRestart(marker)) continue
    const segment =
      marker === SOI || marker === EOI ? { marker, at, length: 0 } : readSegment(input, marker, at)
    yield segment
    at = segment.at + segment.length
  }
  throw new Failure('corrupt', 'JPEG: there are too many segments before the first scan')
}

/**
 * Returns the offset of the next marker's code; `undefined` if the file ends first. Any number of
 * 0xFF bytes may precede the code (T.81 B.1.1.2). Bytes outside segments are skipped, as in
 * libjpeg, because some writers store a wrong segment length.
 */
function findMarker(input: ByteReader, from: number): number | undefined {
  let filled = false
  for (let at = from; input.reaches(at + 1); at++) {
    const byte = input.u8(at)
    if (filled && byte !== 0xff && byte !== 0) return at
    filled = byte === 0xff
  }
  return undefined
}

function readSegment(input: ByteReader, marker: number, at: number): Segment {
  const length = input.u16be(at)
  if (length < 2) throw new Failure('corrupt', 'JPEG: a segment is shorter than its own length field')
  return { marker, at: at + 2, length: length - 2 }
}
