import { describe, expect, it } from 'vitest'
import { decode, EIGHTHS, STATUS, samplesOf } from '../support/jpeg/kernel.ts'
import {
  apart,
  type Factors,
  interleaved,
  progression,
  QUANT,
  randomComponents,
} from '../support/jpeg/pictures.ts'
import { type JpegSpec, type Scan, segment, writeJpeg } from '../support/jpeg/writer.ts'

const factors: Factors = [
  [2, 1],
  [1, 1],
  [1, 1],
]
const size = { width: 50, height: 20 }
const spec: JpegSpec = {
  ...size,
  components: randomComponents(size, factors, 4),
  quant: QUANT,
  scans: interleaved(3),
}
const progressive: JpegSpec = { ...spec, progressive: true, scans: progression(3) }
const status = (file: Uint8Array) => decode(file).status

const [SOF0, DHT, SOS, DQT, DRI] = [0xc0, 0xc4, 0xda, 0xdb, 0xdd]

function find(file: Uint8Array, marker: number, n = 0): number {
  let at = -1
  for (let i = 0; i <= n; i++)
    at = file.findIndex((byte, j) => j > at && byte === 0xff && file[j + 1] === marker)
  return at
}

/**
 * Replaces bytes of a segment.
 * @param offset number of bytes after its marker
 */
function patch(spec: JpegSpec, marker: number, offset: number, ...bytes: readonly number[]): Uint8Array {
  const file = writeJpeg(spec)
  file.set(bytes, find(file, marker) + offset)
  return file
}

function insert(file: Uint8Array, marker: number, bytes: readonly number[], n = 0): Uint8Array {
  const at = find(file, marker, n)
  return Uint8Array.from([...file.subarray(0, at), ...bytes, ...file.subarray(at)])
}

const remove = (file: Uint8Array, marker: number): Uint8Array => {
  const at = find(file, marker)
  const length = (file[at + 2] as number) * 256 + (file[at + 3] as number)
  return Uint8Array.from([...file.subarray(0, at), ...file.subarray(at + 2 + length)])
}

const withScans = (scans: readonly Scan[]) => writeJpeg({ ...progressive, scans })
const DC = { components: [0, 1, 2], first: 0, last: 0, high: 0, low: 0 }
const AC = { components: [0], first: 1, last: 63, high: 0, low: 0 }

describe.each([
  ['no bytes', Uint8Array.of()],
  ['another file', Uint8Array.from([0x89, 0x50, 0x4e, 0x47])],
  ['no image', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)],
  ['a scan before the frame', remove(writeJpeg(spec), SOF0)],
  ['two frames', insert(writeJpeg(spec), SOS, segment(SOF0, [8, 0, 20, 0, 50, 1, 1, 0x11, 0]))],
  ['a second SOI', insert(writeJpeg(spec), DHT, [0xff, 0xd8])],
  ['no quantization table', remove(writeJpeg(spec), DQT)],
  ['no Huffman table', remove(writeJpeg(spec), DHT)],
  ['a precision of 9 bits', patch(spec, SOF0, 4, 9)],
  ['a width of 0', patch(spec, SOF0, 7, 0, 0)],
  ['no components', patch(spec, SOF0, 9, 0)],
  ['a frame header of a wrong length', patch(spec, SOF0, 9, 4)],
  ['a sampling factor of 0', patch(spec, SOF0, 11, 0x01)],
  ['a sampling factor of 5', patch(spec, SOF0, 11, 0x51)],
  ['an invalid quantization table index', patch(spec, SOF0, 12, 4)],
  ['MCUs of more than 10 blocks', patch(spec, SOF0, 11, 0x44)],
  ['a segment shorter than its length field', insert(writeJpeg(spec), DHT, [0xff, 0xfe, 0, 1])],
  ['a reserved marker', insert(writeJpeg(spec), DHT, [0xff, 0xf2, 0, 2])],
  [
    'a quantization table of 12 bits',
    insert(writeJpeg(spec), DHT, segment(DQT, [0x20, ...new Array(64).fill(1)])),
  ],
  ['half a quantization table', insert(writeJpeg(spec), DHT, segment(DQT, [0, ...new Array(30).fill(1)]))],
  [
    'more codes than are possible',
    insert(writeJpeg(spec), DHT, segment(DHT, [0, 3, ...new Array(15).fill(0), 1, 2, 3])),
  ],
  [
    'fewer symbols than codes',
    insert(writeJpeg(spec), DHT, segment(DHT, [0, 1, 1, ...new Array(14).fill(0), 1])),
  ],
  [
    'a DC difference of 16 bits',
    insert(writeJpeg(spec), DHT, segment(DHT, [0, 1, ...new Array(15).fill(0), 16])),
  ],
  ['an impossible Huffman table', insert(writeJpeg(spec), DHT, segment(DHT, [4, ...new Array(16).fill(0)]))],
  ['a restart interval of one byte', insert(writeJpeg(spec), SOS, segment(DRI, [0]))],
  ['a scan without components', patch(spec, SOS, 4, 0)],
  ['a scan of a component that is not in the frame', patch(spec, SOS, 5, 99)],
  ['a scan with a repeated component', patch(spec, SOS, 7, 1)],
  ['a scan with an invalid table index', patch(spec, SOS, 6, 0x40)],
  ['an end before all components', writeJpeg({ ...spec, scans: apart(3).slice(0, 2) })],
  [
    'a premature restart marker',
    insert(writeJpeg({ ...spec, scans: interleaved(3, 4) }), 0xd0, [0xff, 0xd0]),
  ],
  ['a restart marker with a wrong number', patch({ ...spec, scans: interleaved(3, 2) }, 0xd1, 1, 0xd2)],
  ['a missing restart marker', insert(writeJpeg(spec), SOS, segment(DRI, [0, 3]))],
  ['DC and AC in one progressive scan', patch(progressive, SOS, 12, 5)],
  ['a progressive band that ends before it begins', withScans([DC, { ...AC, first: 9, last: 8 }])],
  ['a progressive band beyond the block', withScans([DC, { ...AC, last: 64 }])],
  ['AC of several components', withScans([DC, { ...AC, components: [0, 1] }])],
  ['a point transform of 14 bits', withScans([{ ...DC, low: 14 }])],
  [
    'a refinement of two bits',
    withScans([
      { ...DC, low: 2 },
      { ...DC, high: 2, low: 0 },
    ]),
  ],
  ['a refinement without a first scan', withScans([DC, { ...AC, high: 1 }])],
  [
    'a repeated first scan',
    withScans([
      { ...DC, low: 1 },
      { ...DC, low: 1 },
    ]),
  ],
  ['no DC of a component', withScans([{ ...DC, components: [0, 1] }, AC])],
])('a corrupt JPEG with %s', (_, file) => {
  it('is refused', () => expect(status(file)).toBe(STATUS.corrupt))
})

describe('coefficients beyond their limits', () => {
  it('are corrupt: the block', () => {
    const block = [5, ...new Array<number>(63).fill(1)]
    const gray = [{ id: 1, h: 1, v: 1, quant: 0, blocks: [block] }]
    const file = writeJpeg({ width: 8, height: 8, components: gray, quant: QUANT, scans: interleaved(1) })
    expect(status(file)).toBe(STATUS.done)
    // The only AC symbol is a 1 without zeros. Here each follows 15 zeros.
    file[find(file, DHT, 1) + 21] = 0xf1
    for (const eighths of EIGHTHS) expect(decode(file, eighths).status).toBe(STATUS.corrupt)
  })

  it.each([
    ['the band', [DC, AC]],
    ['the band in a refinement', [DC, { ...AC, low: 1 }, { ...AC, high: 1 }]],
  ])('are corrupt: %s', (_, scans) => {
    const file = withScans(scans)
    const header = find(file, SOS, scans.length - 1)
    expect(file[header + 8]).toBe(63)
    file[header + 8] = 3
    expect(status(file)).toBe(STATUS.corrupt)
  })
})

const frames = [0xc3, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf, 0xde, 0xf7]
it.each<readonly [string, Uint8Array]>([
  ...frames.map((marker) => [`frame ${marker.toString(16)}`, patch(spec, SOF0, 1, marker)] as const),
  ['12 bits', patch(spec, SOF0, 4, 12)],
  ['a height from DNL', patch(spec, SOF0, 5, 0, 0)],
  ['DNL', insert(writeJpeg(spec), SOS, segment(0xdc, [0, 20]))],
  ['two components', writeJpeg({ ...spec, components: spec.components.slice(0, 2), scans: interleaved(2) })],
  [
    'five components',
    patch({ ...spec, components: [...spec.components, ...spec.components.slice(0, 2)] }, SOF0, 0),
  ],
])('is unsupported: %s', (_, file) => expect(status(file)).toBe(STATUS.unsupported))

describe('a JPEG beyond the limits', () => {
  it('is refused: more than 100 scans', () => {
    // Scans without changes, one for each bit of each coefficient.
    const bits = [13, 12, 11, 10, 9, 8, 7]
    const scans = bits.flatMap((low, i) =>
      Array.from({ length: 16 }, (_, k) => ({
        components: [0],
        first: k + 1,
        last: k + 1,
        high: i ? low + 1 : 0,
        low,
      })),
    )
    expect(status(withScans([DC, ...scans.slice(0, 99)]))).toBe(STATUS.done)
    expect(status(withScans([DC, ...scans.slice(0, 100)]))).toBe(STATUS.limit)
  })

  it('is refused: more than 10,000 segments', () => {
    const comments = (count: number) => Array.from({ length: count }, () => segment(0xfe, []))
    expect(status(writeJpeg({ ...spec, prelude: comments(9_000) }))).toBe(STATUS.done)
    expect(status(writeJpeg({ ...spec, prelude: comments(10_001) }))).toBe(STATUS.limit)
  })

  it('is refused: a size too large for memory, in few bytes', () => {
    expect(status(patch(progressive, 0xc2, 5, 0xff, 0xff, 0xff, 0xff))).toBe(STATUS.limit)
  })
})

const EMPTY_TABLES = Array.from({ length: 3_854 * 17 }, (_, i) => (i % 17 ? 0 : 3))

describe('an unusual but unambiguous JPEG', () => {
  const plain = samplesOf(decode(writeJpeg(spec)))
  const restarts = writeJpeg({ ...spec, scans: interleaved(3, 2) })
  it.each([
    ['bytes between segments', insert(writeJpeg(spec), DHT, [1, 2, 3, 0xff, 0, 4])],
    ['fill bytes before markers', insert(writeJpeg(spec), DHT, [0xff, 0xff, 0xff])],
    ['fill bytes before the end', insert(writeJpeg(spec), 0xd9, new Array(200_000).fill(0xff))],
    ['fill bytes before a restart marker', insert(restarts, 0xd1, [0xff, 0xff])],
    ['bytes before a restart marker', insert(restarts, 0xd1, [7, 7, 7])],
    ['a restart marker after the last MCU', insert(writeJpeg(spec), 0xd9, [0xff, 0xd0])],
    ['a marker without a segment', insert(writeJpeg(spec), SOS, [0xff, 0x01])],
    ['arithmetic conditioning', insert(writeJpeg(spec), SOS, segment(0xcc, [0, 0]))],
    ['segments of 65,535 bytes', insert(writeJpeg(spec), DHT, segment(0xe2, new Array(65_533).fill(0xff)))],
    ['a segment full of tables without codes', insert(writeJpeg(spec), SOF0, segment(DHT, EMPTY_TABLES))],
    ['a table defined twice', insert(writeJpeg(spec), SOF0, segment(DQT, [0, ...(QUANT[0] ?? [])]))],
    ['other bounds in a sequential scan', patch(spec, SOS, 11, 1, 5, 0x12)],
    ['bytes after the end', Uint8Array.from([...writeJpeg(spec), 0xff, 0xd8, 1, 2, 3])],
  ])('is accepted: %s', (_, file) => {
    const decoded = decode(file)
    expect(decoded.status).toBe(STATUS.done)
    expect(samplesOf(decoded).equals(plain)).toBe(true)
  })

  it("keeps the quantization table of a component's first scan", () => {
    const file = writeJpeg(progressive)
    const ones = segment(DQT, [0, ...new Array(64).fill(1)])
    const decoded = decode(insert(file, SOS, ones, 1))
    expect(samplesOf(decoded).equals(samplesOf(decode(file)))).toBe(true)
    const early = decode(insert(file, SOS, ones, 0))
    expect(samplesOf(early).equals(samplesOf(decoded))).toBe(false)
  })
})
