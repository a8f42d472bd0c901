import { describe, expect, test } from 'vitest'
import { unpackIcc } from '../../../support/jxl/decoder/icc-commands.ts'

const text = (chars: string): number[] => [...chars].map((char) => char.charCodeAt(0))

const be32 = (number: number): number[] => [
  number >>> 24,
  (number >> 16) & 255,
  (number >> 8) & 255,
  number & 255,
]

const varint = (number: number): number[] =>
  number < 128 ? [number] : [(number & 127) | 128, ...varint(Math.floor(number / 128))]

/** A header as most profiles have it, with version 4.3 and Apple's platform. */
const HEADER = (size: number): number[] => {
  const header = Array<number>(128).fill(0)
  const put = (at: number, bytes: readonly number[]) => header.splice(at, bytes.length, ...bytes)
  put(0, be32(size))
  put(4, text('appl'))
  put(8, [4, 0x30])
  put(12, text('mntrRGB XYZ '))
  put(36, text('acspAPPL'))
  put(68, [0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d])
  put(80, text('appl'))
  return header
}

/** Differences of `HEADER` from the predicted header. */
const HEADER_DATA = ((): number[] => {
  const data = Array<number>(128).fill(0)
  for (const [at, byte] of text('appl').entries()) data[4 + at] = byte
  data[9] = 0x30
  data[40] = 'A'.charCodeAt(0)
  return data
})()

/** Joins commands and data to an encoded profile. */
const encode = (size: number, commands: readonly number[], data: readonly number[]): Uint8Array =>
  Uint8Array.from([...varint(size), ...varint(commands.length), ...commands, ...HEADER_DATA, ...data])

describe('an ICC profile', () => {
  test('has a predicted header', () => {
    expect([...unpackIcc(encode(128, [], []))]).toEqual(HEADER(128))
  })

  test('has tags that share curves and follow each other', () => {
    const start = 128 + 4 + 12 * 7
    // Seven tags: cprt with a start and a size, XYZ three times, TRC three times.
    const commands = [8, 4 + 64 + 128, ...varint(start), 12, 3, 2 + 128, 8]
    const content = [...commands, 0, 1, 12]
    const profile = [...unpackIcc(encode(start + 12, content, text('hello world!')))]
    const tag = (name: string, from: number, size: number) => [...text(name), ...be32(from), ...be32(size)]
    expect(profile.slice(128)).toEqual([
      ...be32(7),
      ...tag('cprt', start, 12),
      ...tag('rXYZ', start + 12, 20),
      ...tag('gXYZ', start + 32, 20),
      ...tag('bXYZ', start + 52, 20),
      ...tag('rTRC', start + 32, 8),
      ...tag('gTRC', start + 32, 8),
      ...tag('bTRC', start + 32, 8),
      ...text('hello world!'),
    ])
  })

  test.each([
    ['bytes', [1, 4], [1, 2, 3, 4], [1, 2, 3, 4]],
    ['pairs of bytes', [2, 5], [1, 3, 5, 2, 4], [1, 2, 3, 4, 5]],
    ['four bytes', [3, 8], [1, 5, 2, 6, 3, 7, 4, 8], [1, 2, 3, 4, 5, 6, 7, 8]],
    [
      'coordinates',
      [10],
      Array<number>(12).fill(7),
      [...text('XYZ '), 0, 0, 0, 0, ...Array<number>(12).fill(7)],
    ],
    ['a type', [16 + 4], [], [...text('para'), 0, 0, 0, 0]],
    ['bytes that rise', [1, 4, 4, 0, 4], [1, 2, 3, 4, 1, 1, 1, 1], [1, 2, 3, 4, 5, 6, 7, 8]],
    ['bytes that rise evenly', [1, 3, 4, 4, 3], [2, 4, 6, 0, 0, 0], [2, 4, 6, 8, 10, 12]],
    [
      'numbers that rise evenly',
      [1, 4, 4, 4 + 1, 4],
      [1, 0, 1, 200, 0, 0, 0, 0],
      [1, 0, 1, 200, 2, 144, 3, 88],
    ],
  ])('consists of %s', (_, commands, data, expected) => {
    const encoded = encode(128 + 4 + expected.length, [1, 0, ...commands], data)
    expect([...unpackIcc(encoded)].slice(132)).toEqual(expected)
  })

  test.each([
    ['is too short', [1, 0, 1, 1], [1], 'instead of'],
    ['has data that are not used', [1, 0, 1, 2], [1, 2, 3], 'unused commands or data'],
    ['has an unknown command', [1, 0, 99], [], 'the command 99'],
    ['has an unknown tag', [2, 60], [], 'a tag with the code 60'],
    ['lacks data', [1, 0, 1, 2], [1], 'the data of the profile end too early'],
  ])('that %s is refused', (_, commands, data, message) => {
    expect(() => unpackIcc(encode(134, commands, data))).toThrow(message)
  })
})
