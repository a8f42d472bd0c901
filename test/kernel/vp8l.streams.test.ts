import { describe, expect, it } from 'vitest'
import { vp8lMemory } from '../../src/engine/formats/webp/vp8l-memory.ts'
import { guarded } from '../support/kernel/guarded.ts'
import { randomNumbers } from '../support/properties/random.ts'
import { type Decoded, decode, STATUS } from '../support/webp/vp8l-kernel.ts'
import { bitWriter } from '../support/webp/vp8l-writer.ts'

const SIZE = { width: 3, height: 2 }

const pixelsOf = ({ pixels }: Decoded) =>
  Array.from({ length: pixels.length / 4 }, (_, at) => [...pixels.subarray(4 * at, 4 * at + 4)])

/** Starts an image without transforms, cache or groups. */
const plain = (alpha = 1) => bitWriter().header(SIZE.width, SIZE.height, alpha).put([0, 1], [0, 1], [0, 1])

describe('alpha', () => {
  const clear = (alpha: number) => pixelsOf(decode(plain(alpha).pixel(1, 2, 3, 4).bytes()))

  it('is kept', () => expect(clear(1)[5]).toEqual([1, 2, 3, 4]))
  it('is opaque if the header has none', () => expect(clear(0)[5]).toEqual([1, 2, 3, 255]))
})

describe('a palette', () => {
  /** Writes a three-color palette and an image with bundled indices. */
  const indexed = (bundle: number) => {
    const writer = bitWriter().header(11, 2).put([1, 1], [3, 2], [2, 8])
    // The green differences of the three colors are 5, 6 and 5.
    writer.put([0, 1]).code(5, 6).code(0).code(0).code(255).code(0).put([0, 1], [1, 1], [0, 1])
    return writer.put([0, 1], [0, 1], [0, 1]).pixel(0, bundle, 0, 0).bytes()
  }

  it('adds up differences, and bundles four indices per pixel', () => {
    expect(pixelsOf(decode(indexed(0b00_10_01_00))).slice(0, 5)).toEqual([
      [0, 5, 0, 255],
      [0, 11, 0, 254],
      [0, 16, 0, 253],
      [0, 5, 0, 255],
      [0, 5, 0, 255],
    ])
  })

  it('is transparent black beyond its last color', () =>
    expect(pixelsOf(decode(indexed(0b11)))[0]).toEqual([0, 0, 0, 0]))
})

describe('a back reference', () => {
  /** Writes a pixel and a back reference. Length and distance codes up to 4 have no extra bits. */
  const reference = (length: number, distance: number) => {
    const writer = plain()
      .pair(7, 255 + length, 280)
      .code(1)
      .code(2)
      .code(255)
      .code(distance - 1)
    return decode(writer.put([0, 1], [1, 1], [0, 6]).put([0, 32]).bytes())
  }

  it('repeats pixels', () => {
    const { status, ...decoded } = reference(3, 2)
    expect(status).toBe(STATUS.done)
    expect(new Set(pixelsOf({ status, ...decoded }).map(String))).toEqual(new Set(['1,7,2,255']))
  })

  it('does not begin before the image', () => expect(reference(3, 1).status).toBe(STATUS.corrupt))

  it('does not exceed the image', () => {
    const long = plain()
      .pair(7, 256 + 6, 280)
      .pixel(1, 2, 3, 4)
      .put([0, 1], [1, 1], [0, 40])
      .bytes()
    expect(decode(long).status).toBe(STATUS.corrupt)
  })
})

describe('a corrupt lossless image', () => {
  const cases = {
    'another signature': bitWriter().put([0x2e, 8], [2, 14], [1, 14], [1, 4]),
    'version 1': bitWriter().put([0x2f, 8], [2, 14], [1, 14], [1, 1], [1, 3]),
    'a transform twice': bitWriter().header(3, 2).put([1, 1], [2, 2], [1, 1], [2, 2]),
    'a cache of 12 bits': bitWriter().header(3, 2).put([0, 1], [1, 1], [12, 4]),
    'a cache of 0 bits': bitWriter().header(3, 2).put([0, 1], [1, 1], [0, 4]),
    'a code without symbols': plain().put([0, 1], [0, 4], [0, 12]),
    'a distance of an alphabet of more than 40': plain().code(1).code(1).code(1).code(1).code(40),
  }

  it.each(Object.entries(cases))('is refused: %s', (_, writer) => {
    const rest = writer.put([0, 3]).pixel(1, 2, 3, 4).put([0, 32])
    expect(decode(rest.bytes(), [500], SIZE).status).toBe(STATUS.corrupt)
  })
})

describe('groups of prefix codes', () => {
  /** Writes an image with 4 × 4 pixel tiles. `numbers` are the tiles' groups, repeated. */
  function grouped(side: number, numbers: readonly number[]) {
    const writer = bitWriter().header(side, side).put([0, 1], [0, 1], [1, 1], [0, 3])
    writer.put([0, 1]).bytesCode().bytesCode().code(0).code(0).code(0)
    for (let tile = 0; tile < (side / 4) ** 2; tile++) {
      const number = numbers[tile % numbers.length] ?? 0
      writer.byte(number & 255).byte(number >> 8)
    }
    return writer
  }

  const numbered = (count: number) => Array.from({ length: count }, (_, at) => at)

  it('may be 2,600, and no more', () => {
    for (const count of [2600, 2601]) {
      const writer = grouped(256, numbered(count))
      for (let group = 0; group < count; group++) writer.pixel(group >> 8, group & 255, 0, 255)
      const decoded = decode(writer.bytes())
      expect(decoded.status).toBe(count === 2600 ? STATUS.done : STATUS.limit)
      const last = pixelsOf(decoded)[40 * 4 * 256 + 39 * 4]
      if (count === 2600) expect(last).toEqual([10, 39, 0, 255])
    }
  })

  it('count only if a tile uses them', () => {
    const writer = grouped(8, [9000, 4])
    for (let group = 0; group <= 9000; group++) writer.pixel(group >> 8, group & 255, 0, 255)
    const [first, , , , second] = pixelsOf(decode(writer.bytes()))
    expect([first, second]).toEqual([
      [35, 40, 0, 255],
      [0, 4, 0, 255],
    ])
  })

  it('decode alike if all or only some have tables, in the planned memory', async () => {
    const random = randomNumbers(5)
    for (const count of [1, 30, 144]) {
      const writer = grouped(48, numbered(count))
      for (let group = 0; group < count; group++)
        writer.bytesCode().bytesCode().bytesCode().bytesCode().code(0)
      const expected = new Uint8Array(4 * 48 * 48).map(() => random() & 255)
      for (let at = 0; at < expected.length; at += 4)
        for (const channel of [1, 0, 2, 3]) writer.byte(expected[at + channel] ?? 0)
      const payload = writer.bytes()
      const decoded = decode(payload)
      expect(decoded.memory).toBe(vp8lMemory(decoded))
      expect(Buffer.from(expected).equals(decoded.pixels), `${count} groups`).toBe(true)
      await guarded(() => decode(payload))
    }
  })
})
