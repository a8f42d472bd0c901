import { describe, expect, test } from 'vitest'
import { probe } from '../../../../src/engine/formats/probe.ts'
import { avif, box, ftyp, fullBox, meta, property } from '../../../support/avif/writer.ts'
import {
  be16,
  be32,
  exifSegment,
  gif,
  gifImage,
  join,
  jpeg,
  le16,
  le32,
  segment,
  sof,
  sos,
  tiff,
} from '../../../support/bytes/image-writers.ts'
import { failure } from '../../../support/process/failure.ts'

const cut = failure('corrupt', 'the header of the image is cut short; upload the file again')
const megabyte = (value: number) => new Uint8Array(1 << 20).fill(value)

test('reports 65,535 × 65,535 pixels in 186 bytes, since the probe checks no limits', () => {
  const file = jpeg({
    width: 65535,
    height: 65535,
    components: 1,
    before: [segment(0xdb, new Uint8Array(120))],
  })
  expect(file.length).toBeLessThan(200)
  expect(probe(file, true)).toMatchObject({ width: 65535, height: 65535 })
})

describe('a megabyte without an image', () => {
  test.each<[string, Uint8Array]>([
    ['a JPEG of fill bytes', join(0xff, 0xd8, megabyte(0xff))],
    ['a JPEG of stuffed bytes', join(0xff, 0xd8, 0xff, megabyte(0))],
    ['a GIF of sub-blocks', join(gif({ blocks: [] }).slice(0, -1), 0x21, 0xfe, megabyte(1))],
    ['an AVIF of one box', join(ftyp(), box('mdat', megabyte(0)), 'x')],
  ])('needs more bytes, then is refused: %s', (_, file) => {
    expect(probe(file, false)).toBeUndefined()
    expect(() => probe(file, true)).toThrow(expect.objectContaining({ code: 'corrupt' }))
  })
})

test('refuses a JPEG of more than ten thousand restart markers', () => {
  const file = join(
    0xff,
    0xd8,
    new Uint8Array(60_000).fill(0xff).map((_, i) => (i % 2 ? 0xd0 : 0xff)),
  )
  const detail = 'JPEG: there are too many segments before the first scan'
  expect(() => probe(file, false)).toThrow(failure('corrupt', detail))
})

test('counts the empty frames of a GIF in one pass', () => {
  const frame = gifImage()
  const count = Math.floor((1 << 20) / frame.length)
  const file = new Uint8Array(25 + count * frame.length)
  file.set(gif({ blocks: [] }).slice(0, 25))
  for (let i = 0; i < count; i++) file.set(frame, 25 + i * frame.length)
  expect(probe(file, true)).toMatchObject({ frames: count })
})

test('treats EXIF directories that link in a circle or overlap their header as upright', () => {
  const circle = join('II', le16(42), le32(8), le16(0), le32(8))
  const overlap = join('II', le16(42), le32(0))
  for (const block of [circle, overlap]) {
    expect(probe(jpeg({ before: [exifSegment(block)] }), true)).toMatchObject({ orientation: 1 })
  }
})

test('reads no byte beyond a file whose EXIF segment is longer than the file', () => {
  const file = join(0xff, 0xd8, segment(0xe1, join('Exif\0\0', tiff(6)), 5000))
  const buffer = join(file, jpeg())
  expect(() => probe(buffer.subarray(0, file.length), true)).toThrow(cut)
  expect(probe(buffer.subarray(0, file.length), false)).toBeUndefined()
})

test('reads a view into the middle of a buffer from its own start', () => {
  const buffer = join(jpeg({ width: 1, height: 1 }), jpeg({ width: 2, height: 3 }), 'after')
  const start = jpeg().length
  expect(probe(buffer.subarray(start), false)).toMatchObject({ width: 2, height: 3 })
})

describe('an AVIF with hostile boxes', () => {
  test.each([0, 1, 4, 7, 11])('is refused: a file type box of size %d', (size) => {
    const file = join(be32(size), 'ftypavif', be32(0), 'avif', meta())
    expect(() => probe(file, true)).toThrow(expect.objectContaining({ name: 'Failure' }))
  })

  test('needs more bytes, then is refused: a file type box of a gigabyte', () => {
    const file = join(be32(1 << 30), 'ftypavif', be32(0), 'avif', meta())
    expect(() => probe(file, true)).toThrow(cut)
    expect(probe(file, false)).toBeUndefined()
  })

  test('is refused: nested boxes of size 0', () => {
    let nest = box('iprp', '', 0)
    for (let depth = 0; depth < 200; depth++) nest = box('iprp', nest, 0)
    const file = avif({ without: ['iprp'], extra: [nest] })
    expect(() => probe(file, true)).toThrow(failure('corrupt', 'AVIF: the ipco box is missing'))
  })

  test('is read: thousands of alpha planes with long lists of properties', () => {
    const list = Uint8Array.from({ length: 255 }, (_, i) => (i === 0 ? 1 : 2))
    const lists = Array.from({ length: 1000 }, (_, id) => join(be16(id), list.length, list))
    const references = Array.from({ length: 9000 }, (_, i) => ({ type: 'auxl', from: i % 1000, to: [1] }))
    const container = box('ipco', join(property.ispe(40, 30), property.av1C()))
    const ipma = fullBox('ipma', join(be32(lists.length), ...lists))
    const file = avif({ without: ['iprp'], references, extra: [box('iprp', join(container, ipma))] })
    expect(probe(file, true)).toMatchObject({ width: 40, alpha: false })
  })

  test('is refused: a property table with more items than any file has', () => {
    const entries = Array.from({ length: 10_001 }, (_, id) => [...be16(id), 0])
    const ipma = fullBox('ipma', join(be32(entries.length), entries.flat()))
    const file = avif({ without: ['iprp'], extra: [box('iprp', join(box('ipco', ''), ipma))] })
    const detail = 'AVIF: the properties of an item are listed twice, or there are too many lists'
    expect(() => probe(file, true)).toThrow(failure('corrupt', detail))
  })
})

test('refuses an AVIF with more references than any file has', () => {
  const ids = join(be16(1), be16(10_001), new Uint8Array(20_002))
  const file = avif({ without: ['iref'], extra: [fullBox('iref', box('dimg', ids))] })
  expect(() => probe(file, true)).toThrow(failure('corrupt', 'AVIF: there are too many references'))
})

test('refuses a frame header that ends before its components', () => {
  const body = sof().slice(4, 10)
  expect(() => probe(join(0xff, 0xd8, segment(0xc0, body), sos()), true)).toThrow(
    failure('corrupt', 'JPEG: the frame header has a wrong length'),
  )
})
