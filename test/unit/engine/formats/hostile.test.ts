import { describe, expect, test } from 'vitest'
import { probe } from '../../../../src/engine/formats/probe.ts'
import { avif, box, ftyp, fullBox, meta, property } from '../../../support/avif.ts'
import { failure } from '../../../support/failure.ts'
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
} from '../../../support/image-writers.ts'

const cut = failure('corrupt', 'the header of the image is cut short; upload the file again')
const megabyte = (value: number) => new Uint8Array(1 << 20).fill(value)

test('65,535 × 65,535 in 186 bytes is reported as it is: the probe checks no limits', () => {
  const file = jpeg({
    width: 65535,
    height: 65535,
    components: 1,
    before: [segment(0xdb, new Uint8Array(120))],
  })
  expect(file.length).toBeLessThan(200)
  expect(probe(file, true)).toMatchObject({ width: 65535, height: 65535 })
})

describe('megabytes without an image are read on, then refused', () => {
  test.each<[string, Uint8Array]>([
    ['JPEG of fill bytes', join(0xff, 0xd8, megabyte(0xff))],
    ['JPEG of stuffed bytes', join(0xff, 0xd8, 0xff, megabyte(0))],
    ['GIF of sub-blocks', join(gif({ blocks: [] }).slice(0, -1), 0x21, 0xfe, megabyte(1))],
    ['AVIF of one box', join(ftyp(), box('mdat', megabyte(0)), 'x')],
  ])('%s', (_, file) => {
    expect(probe(file, false)).toBeUndefined()
    expect(() => probe(file, true)).toThrow(expect.objectContaining({ code: 'corrupt' }))
  })
})

test('a JPEG of restart markers stops at ten thousand', () => {
  const file = join(
    0xff,
    0xd8,
    new Uint8Array(60_000).fill(0xff).map((_, i) => (i % 2 ? 0xd0 : 0xff)),
  )
  const detail = 'JPEG: there are too many segments before the first scan'
  expect(() => probe(file, false)).toThrow(failure('corrupt', detail))
})

test('a GIF of empty frames is counted in one pass', () => {
  const frame = gifImage()
  const count = Math.floor((1 << 20) / frame.length)
  const file = new Uint8Array(25 + count * frame.length)
  file.set(gif({ blocks: [] }).slice(0, 25))
  for (let i = 0; i < count; i++) file.set(frame, 25 + i * frame.length)
  expect(probe(file, true)).toMatchObject({ frames: count })
})

test('directories that link in a circle, and one that overlaps its own header', () => {
  const circle = join('II', le16(42), le32(8), le16(0), le32(8))
  const overlap = join('II', le16(42), le32(0))
  for (const block of [circle, overlap]) {
    expect(probe(jpeg({ before: [exifSegment(block)] }), true)).toMatchObject({ orientation: 1 })
  }
})

test('an EXIF segment longer than the file is never read from beyond it', () => {
  const file = join(0xff, 0xd8, segment(0xe1, join('Exif\0\0', tiff(6)), 5000))
  const buffer = join(file, jpeg())
  expect(() => probe(buffer.subarray(0, file.length), true)).toThrow(cut)
  expect(probe(buffer.subarray(0, file.length), false)).toBeUndefined()
})

test('a view into the middle of a buffer is read from its own start', () => {
  const buffer = join(jpeg({ width: 1, height: 1 }), jpeg({ width: 2, height: 3 }), 'after')
  const start = jpeg().length
  expect(probe(buffer.subarray(start), false)).toMatchObject({ width: 2, height: 3 })
})

describe('AVIF boxes', () => {
  test.each([0, 1, 4, 7, 11])('a file type box of size %d', (size) => {
    const file = join(be32(size), 'ftypavif', be32(0), 'avif', meta())
    expect(() => probe(file, true)).toThrow(expect.objectContaining({ name: 'Failure' }))
  })

  test('a file type box of a gigabyte', () => {
    const file = join(be32(1 << 30), 'ftypavif', be32(0), 'avif', meta())
    expect(() => probe(file, true)).toThrow(cut)
    expect(probe(file, false)).toBeUndefined()
  })

  test('boxes of size 0 within each other come to an end', () => {
    let nest = box('iprp', '', 0)
    for (let depth = 0; depth < 200; depth++) nest = box('iprp', nest, 0)
    const file = avif({ without: ['iprp'], extra: [nest] })
    expect(() => probe(file, true)).toThrow(failure('corrupt', 'AVIF: the ipco box is missing'))
  })

  test('thousands of alpha planes with long lists of properties', () => {
    const list = Uint8Array.from({ length: 255 }, (_, i) => (i === 0 ? 1 : 2))
    const lists = Array.from({ length: 1000 }, (_, id) => join(be16(id), list.length, list))
    const references = Array.from({ length: 9000 }, (_, i) => ({ type: 'auxl', from: i % 1000, to: [1] }))
    const container = box('ipco', join(property.ispe(40, 30), property.av1C()))
    const ipma = fullBox('ipma', join(be32(lists.length), ...lists))
    const file = avif({ without: ['iprp'], references, extra: [box('iprp', join(container, ipma))] })
    expect(probe(file, true)).toMatchObject({ width: 40, alpha: false })
  })

  test('a table of more items than any file has', () => {
    const entries = Array.from({ length: 10_001 }, (_, id) => [...be16(id), 0])
    const ipma = fullBox('ipma', join(be32(entries.length), entries.flat()))
    const file = avif({ without: ['iprp'], extra: [box('iprp', join(box('ipco', ''), ipma))] })
    const detail = 'AVIF: the properties of an item are listed twice, or there are too many lists'
    expect(() => probe(file, true)).toThrow(failure('corrupt', detail))
  })
})

test('an AVIF of more references than any file has', () => {
  const ids = join(be16(1), be16(10_001), new Uint8Array(20_002))
  const file = avif({ without: ['iref'], extra: [fullBox('iref', box('dimg', ids))] })
  expect(() => probe(file, true)).toThrow(failure('corrupt', 'AVIF: there are too many references'))
})

test('a frame header that is cut where its components begin', () => {
  const body = sof().slice(4, 10)
  expect(() => probe(join(0xff, 0xd8, segment(0xc0, body), sos()), true)).toThrow(
    failure('corrupt', 'JPEG: the frame header has a wrong length'),
  )
})
