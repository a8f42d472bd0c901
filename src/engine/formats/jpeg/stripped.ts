import { hasText } from '../../bytes/bytes.ts'
import { openReader } from '../../bytes/reader.ts'
import {
  APP0,
  APP14,
  DHT,
  DQT,
  DRI,
  EOI,
  isRestart,
  type Segment,
  SOF0,
  SOF1,
  SOF2,
  SOS,
  segments,
} from './segments.ts'

interface Progress {
  readonly unique: Set<string>
  components: number
  scanned: boolean
  /**
   * Class and destination for each Huffman table that was defined since the last scan. A second
   * definition is refused.
   */
  readonly huffmanTables: Set<number>
}

type Check = (body: Uint8Array, progress: Progress) => boolean

const SEGMENTS: ReadonlyMap<number, Check> = new Map([
  [APP0, isJfif],
  [APP14, isAdobe],
  [DQT, isQuantization],
  [DHT, isHuffman],
  [SOF0, isFrame],
  [SOF1, isFrame],
  [SOF2, isFrame],
  [DRI, (body) => body.length === 2],
  [SOS, isScan],
])

/**
 * Implements `isStripped`: `true` if a file is a JPEG with nothing but one picture that every
 * viewer can show.
 */
export function isStrippedJpeg(file: Uint8Array): boolean {
  if (!hasText(file, 0, '\xff\xd8')) return false
  const progress: Progress = { unique: new Set(), components: 0, scanned: false, huffmanTables: new Set() }
  for (const { marker, at, length } of contiguousSegments(file)) {
    const end = at + length
    if (marker === EOI) return progress.scanned && end === file.length
    if (end > file.length || !SEGMENTS.get(marker)?.(file.subarray(at, end), progress)) return false
  }
  return false
}

/**
 * Returns the offset after the EOI marker that ends a file's first picture; `undefined` if that
 * picture is damaged or cut.
 */
export function endOfPicture(file: Uint8Array): number | undefined {
  for (const { marker, at } of contiguousSegments(file)) if (marker === EOI) return at
  return undefined
}

/**
 * Yields a file's segments. It stops if a segment does not begin directly after the previous
 * segment or scan, because unknown bytes lie between them.
 */
function* contiguousSegments(file: Uint8Array): Generator<Segment> {
  const input = openReader(file, true)
  for (let at = 2; ; ) {
    const { value: segment } = segments(input, at).next()
    if (segment?.at !== at + (segment?.marker === EOI ? 2 : 4)) return
    yield segment
    const end = segment.at + segment.length
    at = segment.marker === SOS ? endOfScan(file, end) : end
  }
}

/**
 * Returns the offset of the marker after a scan's data. Within the data, only 0 and restart codes
 * follow 0xFF (T.81 B.1.1.5).
 */
function endOfScan(file: Uint8Array, from: number): number {
  for (let at = file.indexOf(0xff, from); at >= 0; at = file.indexOf(0xff, at + 2)) {
    const next = file[at + 1] ?? 0xff
    if (next !== 0 && !isRestart(next)) return at
  }
  return file.length
}

function isFirst(name: string, { unique }: Progress): boolean {
  if (unique.has(name)) return false
  unique.add(name)
  return true
}

/** `true` for a JFIF segment without a thumbnail (T.871 10.1). */
function isJfif(body: Uint8Array, progress: Progress): boolean {
  const plain = body.length === 14 && body[12] === 0 && body[13] === 0
  return plain && hasText(body, 0, 'JFIF\0') && isFirst('JFIF', progress)
}

/** `true` for an Adobe marker whose color transform is 0 (none) or 1 (YCbCr) (T.872 6.5.3). */
function isAdobe(body: Uint8Array, progress: Progress): boolean {
  const plain = body.length === 12 && (body[11] === 0 || body[11] === 1)
  return plain && hasText(body, 0, 'Adobe') && isFirst('Adobe', progress)
}

/**
 * `true` for one or more quantization tables. Each of the four destinations may be defined once in
 * the file (T.81 B.2.4.1).
 */
function isQuantization(body: Uint8Array, progress: Progress): boolean {
  let at = 0
  while (at < body.length) {
    const [words, destination] = [(body[at] ?? 0) >> 4, (body[at] ?? 0) & 15]
    if (words > 1 || destination > 3 || !isFirst(`DQT ${destination}`, progress)) return false
    at += 1 + (words + 1) * 64
  }
  return at === body.length && at > 0
}

/**
 * `true` for one or more Huffman tables. Each class and destination may be defined once before each
 * scan (T.81 B.2.4.2).
 */
function isHuffman(body: Uint8Array, { huffmanTables }: Progress): boolean {
  let at = 0
  while (at < body.length) {
    const id = body[at] ?? 0
    const codes = body.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 0)
    if ((id & 0xec) !== 0 || huffmanTables.has(id) || codes > 256) return false
    huffmanTables.add(id)
    at += 17 + codes
  }
  return at === body.length && at > 0
}

/**
 * `true` if chroma has full or half the width, and full or half the height. Every viewer can show
 * that.
 */
function isCommonSampling(body: Uint8Array, components: number): boolean {
  const [first = 0, ...chroma] = Array.from({ length: components }, (_, index) => body[7 + index * 3])
  return [0x11, 0x12, 0x21, 0x22].includes(first) && chroma.every((factors) => factors === 0x11)
}

/** `true` for the file's only frame header, with 8 bits per sample (T.81 B.2.2). */
function isFrame(body: Uint8Array, progress: Progress): boolean {
  const components = body[5] ?? 0
  const plain = body[0] === 8 && (components === 1 || components === 3) && body.length === 6 + components * 3
  if (!plain || !isCommonSampling(body, components) || progress.components > 0) return false
  progress.components = components
  return true
}

/** `true` for a scan header. The first scan needs Huffman tables before it. */
function isScan(body: Uint8Array, progress: Progress): boolean {
  const { components, huffmanTables } = progress
  const count = body[0] ?? 0
  if (!progress.scanned && huffmanTables.size === 0) return false
  progress.scanned = true
  huffmanTables.clear()
  return count >= 1 && count <= components && body.length === 4 + count * 2
}
