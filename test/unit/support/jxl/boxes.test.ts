import { expect, test } from 'vitest'
import { openFile } from '../../../support/jxl/decoder/boxes.ts'
import { join } from '../../../support/jxl/writer/codestream.ts'

const text = (chars: string) => Uint8Array.from(chars, (char) => char.charCodeAt(0))

const be32 = (number: number) => Uint8Array.of(number >>> 24, number >> 16, number >> 8, number)

const box = (type: string, data: Uint8Array) => join(be32(8 + data.length), text(type), data)

const SIGNATURE = box('JXL ', Uint8Array.of(13, 10, 0x87, 10))
const FTYP = box('ftyp', text('jxl \0\0\0\0jxl '))
const CODESTREAM = Uint8Array.of(0xff, 0x0a, 1, 2, 3)

test('a bare codestream has no boxes', () => {
  expect(openFile(CODESTREAM)).toEqual({ boxes: [], codestream: CODESTREAM })
})

test('a codestream is in one box', () => {
  const { boxes, codestream } = openFile(
    join(SIGNATURE, FTYP, box('Exif', text('....MM')), box('jxlc', CODESTREAM)),
  )
  expect(boxes.map(({ type }) => type)).toEqual(['JXL ', 'ftyp', 'Exif', 'jxlc'])
  expect([...codestream]).toEqual([...CODESTREAM])
})

test('a codestream is in several boxes with numbers', () => {
  const first = box('jxlp', join(be32(0), CODESTREAM.subarray(0, 2)))
  const last = box('jxlp', join(be32(0x8000_0001), CODESTREAM.subarray(2)))
  expect([...openFile(join(SIGNATURE, FTYP, first, box('free', text('')), last)).codestream]).toEqual([
    ...CODESTREAM,
  ])
  expect(() => openFile(join(SIGNATURE, FTYP, last, first))).toThrow('instead of 0')
})

test('the last box may have no size, and others 64 bits', () => {
  const large = join(be32(1), text('jxlc'), be32(0), be32(16 + CODESTREAM.length), CODESTREAM)
  expect([...openFile(join(SIGNATURE, FTYP, large)).codestream]).toEqual([...CODESTREAM])
  const open = join(be32(0), text('jxlc'), CODESTREAM)
  expect([...openFile(join(SIGNATURE, FTYP, open)).codestream]).toEqual([...CODESTREAM])
})

test.each([
  ['another format', text('\x89PNG'), 'the signature is missing'],
  ['no ftyp', join(SIGNATURE, box('jxlc', CODESTREAM)), 'no ftyp'],
  ['no codestream', join(SIGNATURE, FTYP), 'there is no codestream'],
  [
    'two codestreams',
    join(SIGNATURE, FTYP, box('jxlc', CODESTREAM), box('jxlc', CODESTREAM)),
    'several codestreams',
  ],
  ['a cut box', join(SIGNATURE, FTYP, box('jxlc', CODESTREAM)).subarray(0, -1), 'box jxlc ends too early'],
  ['a cut header', join(SIGNATURE, FTYP, text('abc')), 'the header of a box ends too early'],
])('a file with %s is refused', (_, file, message) => {
  expect(() => openFile(file)).toThrow(message)
})
