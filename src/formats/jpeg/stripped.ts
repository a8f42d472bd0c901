import { afterPrefix, u16be } from '../../bytes/bytes.ts'

// T.81 Table B.1.
const SOF0 = 0xc0
const SOF1 = 0xc1
const SOF2 = 0xc2
const DHT = 0xc4
const RST0 = 0xd0
const RST7 = 0xd7
const SOI = 0xffd8
const EOI = 0xd9
const SOS = 0xda
const DQT = 0xdb
const DRI = 0xdd
const APP0 = 0xe0
const APP14 = 0xee

/** What has been seen of a file. */
interface Walk {
  /** Names of what may be there only once. */
  readonly once: Set<string>
  /** Of the frame; 0 before it. */
  components: number
  scanned: boolean
  /** Destinations of Huffman tables since the last scan, with their class. */
  readonly tables: Set<number>
}

type Check = (body: Uint8Array, walk: Walk) => boolean

const SEGMENTS: ReadonlyMap<number, Check> = new Map([
  [APP0, isJfif],
  [APP14, isAdobe],
  [DQT, isQuantisation],
  [DHT, isHuffman],
  [SOF0, isFrame],
  [SOF1, isFrame],
  [SOF2, isFrame],
  [DRI, (body) => body.length === 2],
  [SOS, isScan],
])

/** Whether a file is a JPEG of one picture that every viewer can show, and nothing else; see `isBare`. */
export function isStrippedJpeg(file: Uint8Array): boolean {
  const walk: Walk = { once: new Set(), components: 0, scanned: false, tables: new Set() }
  let at = 2
  if (u16be(file, 0) !== SOI) return false
  while (file[at] === 0xff) {
    const marker = file[at + 1] ?? 0
    at += 2
    if (marker === EOI) return walk.scanned && at === file.length
    const end = at + u16be(file, at)
    if (end < at + 2 || end > file.length) return false
    if (!SEGMENTS.get(marker)?.(file.subarray(at + 2, end), walk)) return false
    at = marker === SOS ? endOfScan(file, end) : end
  }
  return false
}

/** The offset of the marker behind a scan's data, in which 0xFF stands before 0 or a restart (T.81 B.1.1.5). */
function endOfScan(file: Uint8Array, from: number): number {
  for (let at = file.indexOf(0xff, from); at >= 0; at = file.indexOf(0xff, at + 2)) {
    const next = file[at + 1] ?? 0xff
    if (next !== 0 && (next < RST0 || next > RST7)) return at
  }
  return file.length
}

function isFirst(name: string, { once }: Walk): boolean {
  if (once.has(name)) return false
  once.add(name)
  return true
}

/** JFIF without a thumbnail (T.871 10.1). */
function isJfif(body: Uint8Array, walk: Walk): boolean {
  const plain = body.length === 14 && body[12] === 0 && body[13] === 0
  return plain && afterPrefix(body, 'JFIF\0') !== undefined && isFirst('JFIF', walk)
}

/** Adobe's, which tells whether there is a colour transform: none or YCbCr (T.872 6.5.3). */
function isAdobe(body: Uint8Array, walk: Walk): boolean {
  const plain = body.length === 12 && (body[11] === 0 || body[11] === 1)
  return plain && afterPrefix(body, 'Adobe') !== undefined && isFirst('Adobe', walk)
}

/** One or more tables of four destinations, each once in the file (T.81 B.2.4.1). */
function isQuantisation(body: Uint8Array, walk: Walk): boolean {
  let at = 0
  while (at < body.length) {
    const [words, destination] = [(body[at] ?? 0) >> 4, (body[at] ?? 0) & 15]
    if (words > 1 || destination > 3 || !isFirst(`DQT ${destination}`, walk)) return false
    at += 1 + (words + 1) * 64
  }
  return at === body.length && at > 0
}

/** One or more tables of two classes and four destinations, each once a scan (T.81 B.2.4.2). */
function isHuffman(body: Uint8Array, { tables }: Walk): boolean {
  let at = 0
  while (at < body.length) {
    const id = body[at] ?? 0
    const codes = body.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 0)
    if ((id & 0xec) !== 0 || tables.has(id) || codes > 256) return false
    tables.add(id)
    at += 17 + codes
  }
  return at === body.length && at > 0
}

/** Sampling that every viewer knows: chroma of full or half the size, in either direction. */
function isUsual(body: Uint8Array, components: number): boolean {
  const [first = 0, ...chroma] = Array.from({ length: components }, (_, index) => body[7 + index * 3])
  return [0x11, 0x12, 0x21, 0x22].includes(first) && chroma.every((factors) => factors === 0x11)
}

/** The only frame, of eight bits (T.81 B.2.2). */
function isFrame(body: Uint8Array, walk: Walk): boolean {
  const components = body[5] ?? 0
  const plain = body[0] === 8 && (components === 1 || components === 3) && body.length === 6 + components * 3
  if (!plain || !isUsual(body, components) || walk.components > 0) return false
  walk.components = components
  return true
}

function isScan(body: Uint8Array, walk: Walk): boolean {
  const { components, tables } = walk
  const count = body[0] ?? 0
  walk.scanned = true
  tables.clear()
  return count >= 1 && count <= components && body.length === 4 + count * 2
}
