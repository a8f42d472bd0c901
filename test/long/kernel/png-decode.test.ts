import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { fed, opened, pngKernel } from '../../support/png/kernel.ts'
import { PNG_KINDS, type PngPicture, pngData, pngPicture, pngPixels } from '../../support/png/writer.ts'
import { runs } from '../../support/properties/runs.ts'

const CORRUPT = -1
const BEYOND_LIMIT = -3
const DAMAGED = -4

function decoded(picture: PngPicture, data = pngData(picture), cuts: Iterable<number> = []) {
  return fed(opened(picture), data, picture.width, cuts)
}

/** Compares whole pictures first, because a full diff is slow. */
function expectPixels(picture: PngPicture, actual: ReturnType<typeof decoded>): void {
  const expected = pngPixels(picture)
  if (actual.status === 0 && Buffer.compare(actual.pixels, expected) === 0) return
  expect(actual).toEqual({ status: 0, pixels: Buffer.from(expected) })
}

const transparencyOf = (colorType: number, { samples, palette }: PngPicture): readonly number[] => {
  if (colorType === 3) return (palette ?? []).map((_, entry) => (entry * 37) & 255).slice(0, 100)
  return [...samples.subarray(0, colorType === 2 ? 3 : 1)]
}

describe.each(PNG_KINDS)('a PNG of color type %d, depth %d', (colorType, depth) => {
  const sizes = [1, 2, 3, 4, 5, 8, 9, 16, 17, 33]

  it.each([false, true])('is decoded in every width, interlaced: %s', (interlaced) => {
    for (const width of sizes) expectSame(pngPicture(colorType, depth, width, 11, { interlaced }))
  })

  it.each([false, true])('is decoded in every height, interlaced: %s', (interlaced) => {
    for (const height of sizes) expectSame(pngPicture(colorType, depth, 10, height, { interlaced }))
  })

  it.each([0, 1, 2, 3, 4])('is decoded with filter %d from the first row on', (filter) => {
    for (const width of [1, 6, 43])
      expectSame(pngPicture(colorType, depth, width, 4, { filterOf: () => filter }))
  })

  if (colorType < 4) {
    it.each([false, true])('is decoded with transparency, interlaced: %s', (interlaced) => {
      const plain = pngPicture(colorType, depth, 23, 9, { interlaced })
      expectSame({ ...plain, transparent: transparencyOf(colorType, plain) })
    })
  }

  it('is decoded alike for any chunks of data', () => {
    const side = fc.integer({ min: 1, max: 40 })
    const filters = fc.array(fc.constantFrom(0, 1, 2, 3, 4, 4, 4), { minLength: 1 })
    fc.assert(
      fc.property(
        side,
        side,
        fc.boolean(),
        filters,
        fc.array(fc.nat(6000)),
        (width, height, interlaced, ...rest) => {
          const [filters, cuts] = rest
          const filterOf = (row: number) => filters[row % filters.length] ?? 0
          const picture = pngPicture(colorType, depth, width, height, { interlaced, filterOf })
          expectPixels(picture, decoded(picture, pngData(picture), cuts))
        },
      ),
      { numRuns: runs(15) },
    )
  })

  it('accepts one byte at a time', () => {
    for (const filterOf of [(row: number) => row % 5, () => 4]) {
      const picture = pngPicture(colorType, depth, 13, 7, { filterOf })
      const data = pngData(picture)
      expectPixels(picture, decoded(picture, data, new Uint8Array(data.length + 20).keys()))
    }
  })

  function expectSame(picture: PngPicture): void {
    expectPixels(picture, decoded(picture))
  }
})

describe('a picture of many bands', () => {
  test.each([
    ['rows longer than a piece of input', 6, 16, 10_000, 3],
    ['rows longer than a band', 2, 8, 66_000, 2],
    ['rows that fill bands unevenly', 6, 8, 3001, 27],
    ['more bands than one piece of input holds', 3, 1, 801, 250],
    ['gray', 0, 8, 1021, 300],
  ] as const)('is decoded: %s', (_, colorType, depth, width, height) => {
    const picture = pngPicture(colorType, depth, width, height)
    expectPixels(picture, decoded(picture))
    expectPixels({ ...picture, interlaced: true }, decoded({ ...picture, interlaced: true }))
  })

  test('is returned one full band at a time, and needs data only after the last complete one', () => {
    const picture = pngPicture(3, 1, 801, 700)
    const png = opened(picture)
    const zlib = deflateSync(pngData(picture), { level: 0 })
    new Uint8Array(png.memory.buffer, png.pngInput(), 65_536).set(zlib.subarray(0, 65_536))
    const complete = Math.floor((65_536 - 2 - 5) / (1 + Math.ceil(801 / 8)))
    const band = Math.floor(262_144 / (801 * 3))
    const counts: number[] = []
    for (let count = png.pngFeed(65_536, 0); count > 0; count = png.pngFeed(0, 0)) counts.push(count)
    expect(counts).toEqual(Array(Math.floor(complete / band)).fill(band))
    expect(png.pngCapacity()).toBe(65_536)
    expect(png.pngFeed(0, 1)).toBe(complete % band)
  })
})

test('keeps all samples of 16 bits', () => {
  const samples = Uint16Array.from({ length: 65_536 }, (_, sample) => sample)
  const picture = pngPicture(0, 16, 256, 256, { samples })
  expectPixels(picture, decoded(picture))
})

test('predicts Paeth by the standard for any neighbors', () => {
  // Pictures of 2 × 2: the corner and the sample above, then the sample on the left and a zero.
  const random = fc.sample(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), { numRuns: runs(500), seed: 1 })
  const near = [0, 1, 2, 127, 128, 254, 255]
  const all = near.flatMap((a) => near.flatMap((b) => near.map((c) => [a, b, c] as const)))
  for (const [left, above, corner] of [...all, ...random]) {
    const samples = Uint16Array.of(corner, above, left, 0)
    const picture = pngPicture(0, 8, 2, 2, { samples, filterOf: (row) => row * 4 })
    expectPixels(picture, decoded(picture))
  }
})

describe('a transparent color', () => {
  const alphas = (picture: PngPicture) => {
    const bytes = picture.depth === 16 ? 8 : 4
    return [...decoded(picture).pixels].filter((_, at) => at % bytes === bytes - 1)
  }

  test('is compared by all 16 bits', () => {
    const samples = Uint16Array.of(0x1234, 0x1235, 0x1134, 0x1234)
    const picture = pngPicture(0, 16, 4, 1, { samples, transparent: [0x1234] })
    expect(alphas(picture)).toEqual([0, 255, 255, 0])
  })

  test('is compared by all three samples', () => {
    const key = [1, 2, 3]
    const samples = Uint16Array.from([key, [1, 2, 4], [1, 3, 3], [2, 2, 3], key].flat())
    for (const depth of [8, 16]) {
      const picture = pngPicture(2, depth, 5, 1, { samples, transparent: key })
      expect(alphas(picture)).toEqual([0, 255, 255, 255, 0])
    }
  })

  test('is compared only by the bits of the depth', () => {
    const samples = Uint16Array.of(0, 1, 2, 3)
    const picture = pngPicture(0, 2, 4, 1, { samples, transparent: [0xff02] })
    expectPixels(picture, decoded(picture))
    expect(alphas(picture)).toEqual([255, 255, 0, 255])
  })

  test('is ignored if alpha or a palette is stored', () => {
    for (const colorType of [3, 4, 6]) {
      const picture = pngPicture(colorType, 8, 5, 5)
      const png = opened(picture)
      png.pngTransparent(0, 0, 0)
      expectPixels(picture, fed(png, pngData(picture), 5))
    }
  })
})

describe('damage', () => {
  const picture = pngPicture(2, 8, 5, 40)
  const length = 1 + 5 * 3

  it.each([5, 6, 127, 128, 255])('of filter %d leaves the rows before it', (filter) => {
    for (const cuts of [[], [length * 20 + 1], [7, length * 21]]) {
      const data = pngData(picture)
      data[length * 20] = filter
      const { status, pixels } = decoded(picture, data, cuts)
      expect(status).toBe(CORRUPT)
      expect(pixels).toEqual(Buffer.from(pngPixels(picture).subarray(0, 20 * 5 * 3)))
    }
  })

  it('by an extra byte is reported after the last row', () => {
    for (const interlaced of [false, true]) {
      const whole = { ...picture, interlaced }
      const data = pngData(whole)
      const more = new Uint8Array(data.length + 1)
      more.set(data)
      for (const cuts of [[], [data.length], [data.length - 1]]) {
        const { status, pixels } = decoded(whole, more, cuts)
        expect(status).toBe(CORRUPT)
        expect(pixels).toEqual(Buffer.from(pngPixels(whole)))
      }
    }
  })

  it('of the checksum withholds the last rows', () => {
    for (const interlaced of [false, true]) {
      const tall = pngPicture(6, 8, 300, 600, { interlaced, samples: new Uint16Array(0) })
      const data = interlaced ? pngData(tall) : new Uint8Array(600 * 1201)
      const zlib = deflateSync(data)
      const whole = fed(opened(tall), data, 300, [], zlib)
      expect([whole.status, whole.pixels.length]).toEqual([0, 600 * 1200])
      const wrong = Uint8Array.from(zlib)
      wrong[zlib.length - 1] = (wrong.at(-1) ?? 0) ^ 16
      for (const cuts of [[], [zlib.length - 2], [zlib.length - 5]]) {
        const { status, pixels } = fed(opened(tall), data, 300, cuts, wrong)
        expect(status).toBe(DAMAGED)
        expect(pixels.length).toBe(interlaced ? 0 : 436 * 1200)
      }
    }
  })

  it('of a filter in the last pass withholds all rows', () => {
    const data = pngData({ ...picture, interlaced: true })
    data[data.length - length] = 5
    expect(decoded({ ...picture, interlaced: true }, data)).toEqual({
      status: CORRUPT,
      pixels: Buffer.alloc(0),
    })
  })

  it.each([1, 2, 4, 8])('by an index of %d bits outside the palette leaves the rows before it', (depth) => {
    for (const filter of [0, 4]) {
      for (const [last, height] of [
        [2, 4],
        [3, 4],
        [4, 5],
      ] as const) {
        const samples = new Uint16Array(9 * height).fill(2 ** depth - 2)
        samples[9 * last + 8] = 2 ** depth - 1
        const whole = pngPicture(3, depth, 9, height, { samples, filterOf: () => filter })
        const short = { ...whole, palette: (whole.palette ?? []).slice(0, -1) }
        const png = opened(short)
        const { status, pixels } = fed(png, pngData(short), 9)
        expect(status).toBe(CORRUPT)
        expect(pixels).toEqual(Buffer.from(pngPixels(whole).subarray(0, 9 * last * 3)))
        expect([png.pngFeed(0, 0), png.pngFeed(0, 0)]).toEqual([CORRUPT, CORRUPT])
        expect(decoded(whole).status).toBe(0)
      }
    }
  })

  it('is reported again by later calls', () => {
    const png = opened(picture)
    expect(
      fed(
        png,
        Uint8Array.from({ length }, () => 9),
        5,
      ).status,
    ).toBe(CORRUPT)
    expect(png.pngFeed(0, 0)).toBe(CORRUPT)
    expect(png.pngFeed(0, 0)).toBe(CORRUPT)
  })
})

test('ignores padding bits at the end of a row', () => {
  const picture = pngPicture(3, 1, 3, 2, { palette: [[1, 2, 3]], filterOf: () => 0 })
  const data = pngData(picture)
  data[1] = (data[1] ?? 0) | 0b0001_1111
  expectPixels(picture, decoded(picture, data))
})

test('refuses impossible image shapes', () => {
  const legal = new Set(PNG_KINDS.map(([colorType, depth]) => `${colorType} ${depth}`))
  for (let colorType = -1; colorType < 9; colorType++) {
    for (const depth of [-8, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 24, 32]) {
      const expected = legal.has(`${colorType} ${depth}`) ? 0 : CORRUPT
      expect(
        pngKernel().pngOpen({ width: 3, height: 3, depth, colorType, interlace: 0, alpha: 1 }),
        `${colorType} ${depth}`,
      ).toBe(expected)
    }
  }
  for (const [width, height, interlace] of [
    [0, 1, 0],
    [1, 0, 0],
    [-1, 1, 0],
    [1, -1, 0],
    [1, 1, 2],
    [1, 1, -1],
  ] as const) {
    expect(pngKernel().pngOpen({ width, height, depth: 8, colorType: 2, interlace, alpha: 1 })).toBe(CORRUPT)
  }
})

test('refuses rows too large for memory, and traps on too many bytes', () => {
  expect(
    pngKernel().pngOpen({ width: 0x7fffffff, height: 1, depth: 16, colorType: 6, interlace: 0, alpha: 1 }),
  ).toBe(BEYOND_LIMIT)
  expect(
    pngKernel().pngOpen({ width: 0x7fffffff, height: 1, depth: 1, colorType: 0, interlace: 0, alpha: 1 }),
  ).toBe(BEYOND_LIMIT)
  const png = opened(pngPicture(2, 8, 5, 5))
  expect(() => png.pngFeed(png.pngCapacity() + 1, 0)).toThrow(WebAssembly.RuntimeError)
  expect(() => png.pngFeed(-1, 0)).toThrow(WebAssembly.RuntimeError)
})
