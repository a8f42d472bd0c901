import { deflateSync } from 'node:zlib'
import { describe, expect, it, test } from 'vitest'
import { PNG_ADAPTIVE, PNG_NONE, PNG_PAETH } from '../../../../../src/engine/constants/kernel.ts'
import { chooseFilter, type Filtering } from '../../../../../src/engine/formats/png/choose-filter.ts'
import { type FilteredRows, openFilteredRows } from '../../../../../src/engine/formats/png/filtered-rows.ts'
import { upload } from '../../../../../src/engine/wasm/heap.ts'
import { pngKernel } from '../../../../support/png/kernel.ts'
import { randomNumbers } from '../../../../support/properties/random.ts'

type Paint = (x: number, y: number, random: () => number) => readonly number[]

const GLYPHS = Array.from({ length: 16 }, (_, glyph) => {
  const random = randomNumbers(glyph)
  return Array.from({ length: 64 }, () => (random() & 1 ? 20 : 255))
})
const pixel = (level: number) => [level, level >> 1, 200, 255]
const gradient: Paint = (x, y) => [x / 3, y / 2, (x + y) / 6, 255]

const text: Paint = (x, y) => {
  const glyph = GLYPHS[((x >> 3) * 7 + (y >> 3) * 5 + ((x * y) >> 9)) & 15] ?? []
  return pixel(glyph[(y & 7) * 8 + (x & 7)] ?? 0)
}
const photo: Paint = (x, y, random) => [x + (random() & 15), y + (random() & 15), (x + y) >> 1, 255]
/** Noise of four colors. */
const dither: Paint = (_x, _y, random) => pixel((random() & 3) << 6)

function opened(width: number, height: number, paint: Paint, filter = PNG_PAETH): FilteredRows {
  const random = randomNumbers(width)
  const data = new Uint8Array(width * height * 4)
  for (let at = 0; at < width * height; at++)
    data.set(paint(at % width, Math.floor(at / width), random), 4 * at)
  const kernel = pngKernel()
  return openFilteredRows({ width, height }, upload(kernel, data), 3, filter, kernel)
}

/** Returns all rows. Each row is valid only until the next one is read. */
function gathered(rows: FilteredRows, filter: number): Buffer {
  const copies: Buffer[] = []
  for (const row of rows.from(0, filter)) copies.push(Buffer.from(row))
  return Buffer.concat(copies)
}

const plain = { filter: PNG_NONE, level: 4 }
const filtered = { filter: PNG_PAETH, level: 3 }

describe.each([
  ['small', 60, 50],
  ['in one piece', 200, 150],
  ['in several pieces', 700, 400],
  ['with wide rows', 30_000, 8],
])('a picture %s', (_, width, height) => {
  it('is filtered if that makes it smaller', () => {
    const choices = [text, dither, gradient, photo].map((paint) => {
      const rows = opened(width, height, paint)
      const sizeWith = ({ filter, level }: Filtering) => deflateSync(gathered(rows, filter), { level }).length
      const smaller = sizeWith(plain) <= sizeWith(filtered) ? plain : filtered
      expect(chooseFilter(rows, plain, filtered), paint.name).toBe(smaller)
      return smaller
    })
    expect(choices.slice(1)).toEqual([plain, filtered, filtered])
  })
})

test('chooses a filter for a picture of few rows', () => {
  for (const [width, height] of [
    [1, 1],
    [2, 1],
    [40_000, 1],
    [1, 40_000],
  ] as const) {
    expect([plain, filtered]).toContain(chooseFilter(opened(width, height, text), plain, filtered))
  }
})

test('does not filter rows that are stored uncompressed', () => {
  const stored = { filter: PNG_PAETH, level: 0 }
  expect(chooseFilter(opened(90, 90, photo), plain, stored)).toBe(plain)
})

test('chooses a filter for each row if the filtering is adaptive', () => {
  const adaptive = { filter: PNG_ADAPTIVE, level: 3 }
  expect(chooseFilter(opened(700, 400, text, PNG_ADAPTIVE), plain, adaptive)).toBe(plain)
  expect(chooseFilter(opened(700, 400, gradient, PNG_ADAPTIVE), plain, adaptive)).toBe(adaptive)
})

test('leaves the rows of the picture unchanged', () => {
  const fresh = opened(700, 60, text)
  const used = opened(700, 60, text)
  chooseFilter(used, plain, filtered)
  expect(Buffer.compare(gathered(used, PNG_PAETH), gathered(fresh, PNG_PAETH))).toBe(0)
})

describe('the rows that are read to choose a filter', () => {
  function read(width: number, height: number, repeats: number): number {
    let count = 0
    const length = 1 + width * 4
    const row = new Uint8Array(length)
    const rows: FilteredRows = {
      width,
      height,
      length,
      use: () => undefined,
      repeats: () => repeats,
      *from(top) {
        for (let y = top; y < height; y++) {
          count++
          yield row
        }
      },
    }
    chooseFilter(rows, plain, filtered)
    return count * length
  }

  it('take a few hundred kilobytes of a large picture', () => {
    expect(read(4000, 3000, 0)).toBeLessThan(8 * (16_384 + 16_001))
    expect(read(4000, 3000, 4000)).toBeLessThan(8 * (3 * (16_384 + 16_001) + 2 * 32_768))
  })

  it('are eight of each kind for the widest picture', () => {
    expect(read(1_000_000, 30, 1_000_000)).toBe(4_000_001 * 8 * (1 + 2 + 2))
  })
})
