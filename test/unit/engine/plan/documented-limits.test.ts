import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Header } from '../../../../src/engine/formats/header.ts'
import { totalBytes } from '../../../../src/engine/memory/demand.ts'
import type { Chroma } from '../../../../src/engine/picture/header.ts'
import { makePlan } from '../../../../src/engine/plan/make-plan.ts'
import { LIMITS } from '../../../support/limits.ts'
import { intentOf } from '../../../support/transformed.ts'

const page = readFileSync('docs/what-fits.md', 'utf8')
const [, sources = '', outputs = ''] = page.split(/^## Which (?:sources|outputs) fit\?$/m)

const JPEG: Header = {
  format: 'jpeg',
  width: 6000,
  height: 4000,
  orientation: 1,
  alpha: false,
  depth: 8,
  components: 3,
  icc: false,
  frames: 1,
  progressive: false,
  sampling: [
    [2, 2],
    [1, 1],
    [1, 1],
  ],
}

/** Returns the width and height of a 3:2 picture of the given megapixels. */
const sized = (megapixels: number) => {
  const height = Math.sqrt((megapixels * 1e6) / 1.5)
  return { width: Math.floor(1.5 * height), height: Math.floor(height) }
}

/** Bytes of an AVIF per pixel, at a quality of about 60. */
const PIXEL_BYTES = 0.1

interface AvifShape extends Partial<Pick<Header, 'alpha' | 'depth'>> {
  readonly chroma?: Chroma
  readonly planar?: boolean
  readonly copies?: boolean
}

function avif(shape: AvifShape, megapixels: number): Header {
  const { chroma = '4:2:0', planar = false, alpha = false, depth = 8, copies = false } = shape
  const { sampling, ...rest } = JPEG
  const size = sized(megapixels)
  const tiles = [{ item: 1, extents: [{ at: 300, length: Math.floor(PIXEL_BYTES * megapixels * 1e6) }] }]
  const heif = { item: 1, grid: { rows: 1, columns: 1, ...size }, tile: size, tiles, chroma, copies }
  const matrix = { code: 6, full: true }
  return {
    ...rest,
    ...size,
    format: 'avif',
    alpha,
    depth,
    heif: { ...heif, matrix },
    ...(planar && { sampling }),
  }
}

const isPlanned = (header: Header, query: string, bytes: number) => {
  try {
    makePlan(header, intentOf(query), bytes, LIMITS)
    return true
  } catch {
    return false
  }
}

/** Returns the maximum number of megapixels for which `fits` holds, to a hundredth. */
function most(fits: (megapixels: number) => boolean): number {
  let [low, high] = [0, 130]
  while (high - low > 0.01) {
    const middle = (low + high) / 2
    if (fits(middle)) low = middle
    else high = middle
  }
  return low
}

const sourceLimit = (shape: AvifShape, query: string) =>
  most((megapixels) => isPlanned(avif(shape, megapixels), query, PIXEL_BYTES * megapixels * 1e6))

const outputLimit = (query: string, header: Partial<Header> = {}) =>
  most((megapixels) => {
    const { width, height } = sized(megapixels)
    const side = (header.orientation ?? 1) >= 5 ? height : width
    return isPlanned(
      { ...JPEG, ...header, width: 12_000, height: 8000 },
      `${query}&width=${side}`,
      30_000_000,
    )
  })

/** Expects a documented number to be the limit, rounded or slightly reduced. */
function expectDocumented(documented: number, limit: number): void {
  expect(limit).toBeGreaterThan(0.98 * documented)
  expect(limit).toBeLessThan(1.06 * documented + 0.05)
}

/** Returns the cells of the table row that begins with the given text. */
function cellsOf(section: string, row: string): readonly string[] {
  const line = section.split('\n').find((text) => text.startsWith(`| ${row} |`))
  return (line ?? '').split('|').slice(2, -1)
}

const numbersOf = (cell: string | undefined) => (cell?.match(/\d+(?:\.\d+)?(?= |,|;|$)/g) ?? []).map(Number)

const SMALL = 'width=400'
const LARGE = 'width=1200&format=jpeg'
const DEEP = '10 and 12 bits'

describe('the limits of sources that docs/what-fits.md gives', () => {
  test('for AVIF as planes', () => {
    const [largest, larger] = cellsOf(sources, 'AVIF of 8 bits and 4:2:0 without transparency, in one piece')
    const [limit = 0, copies = 0] = numbersOf(largest)
    expectDocumented(limit, sourceLimit({ planar: true }, SMALL))
    expectDocumented(copies, sourceLimit({ planar: true, copies: true }, SMALL))
    const [enlarged = 0] = numbersOf(larger)
    expectDocumented(enlarged, sourceLimit({ planar: true }, 'width=4000&format=jpeg'))
  })

  test.each<[string, AvifShape, AvifShape]>([
    ['other AVIF of 8 bits', { chroma: '4:4:4' }, { chroma: '4:4:4', alpha: true }],
    [`AVIF of ${DEEP}, 4:2:0`, { depth: 10 }, { depth: 10, alpha: true }],
    [`AVIF of ${DEEP}, 4:4:4`, { depth: 10, chroma: '4:4:4' }, { depth: 12, chroma: '4:4:4', alpha: true }],
  ])('for %s', (row, opaque, transparent) => {
    const [largest, larger] = cellsOf(sources, row)
    const [limit = 0, alpha = 0] = numbersOf(largest)
    expectDocumented(limit, sourceLimit(opaque, SMALL))
    expectDocumented(alpha, sourceLimit(transparent, SMALL))
    const [enlarged = 0] = numbersOf(larger)
    expectDocumented(enlarged, sourceLimit(opaque, LARGE))
  })
})

const { sampling: _sampling, ...PLAIN } = JPEG
const PNG: Header = { ...PLAIN, format: 'png' }
const PROGRESSIVE: Header = { ...JPEG, progressive: true }
const FULL_CHROMA: Header = {
  ...PROGRESSIVE,
  sampling: [
    [1, 1],
    [1, 1],
    [1, 1],
  ],
}

/** Returns the most megapixels of a source for an output of a share of its width. */
const shareLimit = (header: Header, share: number) =>
  most((megapixels) => {
    const size = sized(megapixels)
    return isPlanned({ ...header, ...size }, `width=${Math.floor(size.width * share)}`, 30_000_000)
  })

const widthLimit = (header: Header, query: string) =>
  most((megapixels) => isPlanned({ ...header, ...sized(megapixels) }, query, 30_000_000))

/** Returns the most megapixels of an output that is enlarged from a source of some megapixels. */
const enlargedLimit = (header: Header, from: number, query: string) =>
  most((megapixels) =>
    isPlanned({ ...header, ...sized(from) }, `${query}&width=${sized(megapixels).width}`, 1_000_000),
  )

function expectRow(section: string, row: string, limits: readonly (readonly number[])[]): void {
  const cells = cellsOf(section, row)
  for (const [index, column] of limits.entries()) {
    const documented = numbersOf(cells[index])
    for (const [place, limit] of column.entries()) expectDocumented(documented[place] ?? 0, limit)
  }
}

describe('the limits of sources that are held in memory', () => {
  test.each<[string, Header]>([
    ['4:2:0', PROGRESSIVE],
    ['4:4:4', FULL_CHROMA],
  ])('for a progressive JPEG of %s', (chroma, header) => {
    const shares = (...all: number[]) => all.map((share) => shareLimit(header, share))
    const row = `progressive JPEG of ${chroma}, output`
    expect(shareLimit(header, 1 / 8)).toBeGreaterThanOrEqual(120)
    expectRow(sources, `${row} up to three sixteenths, a quarter or five sixteenths of its width`, [
      shares(3 / 16, 1 / 4, 5 / 16),
    ])
    expectRow(sources, `${row} of three eighths or a half of its width`, [
      shares(3 / 8, 1 / 2),
      [widthLimit(header, 'width=4500')],
    ])
  })

  test('for an interlaced PNG', () => {
    const interlaced: Header = { ...PNG, progressive: true }
    const deep: Header = { ...interlaced, depth: 16 }
    expectRow(sources, 'interlaced PNG', [
      [widthLimit(interlaced, SMALL), widthLimit(deep, SMALL)],
      [widthLimit(interlaced, 'width=2400')],
    ])
  })

  test('for the filters magic and hqx', () => {
    const reduced = most((megapixels) => {
      const { width } = sized(megapixels)
      return isPlanned({ ...PNG, ...sized(100) }, `filter=magic&width=${width}`, 30_000_000)
    })
    expectRow(sources, 'any, reduced with `filter=magic`', [[], [reduced]])
    const magic = [JPEG, PNG].map((header) => enlargedLimit(header, 1, 'filter=magic'))
    expectRow(sources, 'JPEG or PNG, enlarged from 1 with `filter=magic`', [magic])
    for (const header of [JPEG, PNG])
      expectRow(sources, 'JPEG or PNG, enlarged with `filter=hqx`', [
        [enlargedLimit(header, 0.1, 'filter=hqx')],
        [enlargedLimit(header, 1, 'filter=hqx')],
      ])
  })
})

/** A photo that EXIF rotates by a quarter turn. */
const ROTATED = { orientation: 6 } as const

describe('the limits of outputs that docs/what-fits.md gives', () => {
  test.each<[string, string, number[], number[]]>([
    ['JPEG, `quality` above 90', 'format=jpeg&quality=95', [0], [0]],
    ['JPEG, progressive', 'format=jpeg&progressive=1', [0], []],
    ['PNG', 'format=png', [0], [0]],
    ['WebP', 'format=webp', [0], [0]],
    ['WebP, `quality` above 90', 'format=webp&quality=100', [0], [0]],
    ['WebP, `effort=best`', 'format=webp&effort=best', [0], [0]],
    ['WebP, `lossless=1`', 'format=webp&lossless=1', [0], [0]],
    ['AVIF', 'format=avif', [0], [0]],
  ])('for %s, upright and rotated', (row, query, [plain = 0], [rotated]) => {
    const [first, second] = cellsOf(outputs, row)
    expectDocumented(numbersOf(first)[plain] ?? 0, outputLimit(query))
    if (rotated !== undefined) expectDocumented(numbersOf(second)[rotated] ?? 0, outputLimit(query, ROTATED))
  })

  test.each<[string, string, number]>([
    ['16 with `gamma`', 'gamma=2.2', 16],
    ['16 with `gamma` or `linear`', 'linear=1', 16],
    ['11 with another operation', 'negate=1', 11],
    ['7.5 with margins', 'extend=10&bg=ffffff', 7.5],
    ['7.5 with `blur`', 'quality=95&blur=3', 7.5],
  ])('of a JPEG: %s', (text, query, documented) => {
    expect(outputs).toContain(text)
    expectDocumented(documented, outputLimit(`format=jpeg&${query}`))
  })

  test.each<[string, string, number]>([
    ['14 from a PNG, or with `gamma` or `linear`', 'linear=1', 14],
    ['9.8 with another operation', 'negate=1', 9.8],
    ['7 with margins', 'extend=10&bg=ffffff', 7],
  ])('of a WebP: %s', (text, query, documented) => {
    expect(outputs).toContain(text)
    expectDocumented(documented, outputLimit(`format=webp&${query}`))
  })

  test.each([
    ['PNG', 'format=png'],
    ['WebP', 'format=webp'],
    ['WebP, `quality` above 90', 'format=webp&quality=100'],
    ['WebP, `effort=best`', 'format=webp&effort=best'],
    ['WebP, `lossless=1`', 'format=webp&lossless=1'],
  ])('for %s with transparency', (row, query) => {
    const glass = { ...PNG, alpha: true }
    const limit = most((megapixels) => {
      const header = { ...glass, width: 12_000, height: 8000 }
      return isPlanned(header, `${query}&width=${sized(megapixels).width}`, 30_000_000)
    })
    expectRow(outputs, row, [[], [], [limit]])
  })
})

describe('the README agrees with docs/what-fits.md', () => {
  const readme = readFileSync('README.md', 'utf8')

  test.each<[string, string, string]>([
    ['PNG', 'PNG', 'PNG'],
    ['WebP', 'WebP', 'WebP'],
    ['AVIF', 'AVIF', 'AVIF'],
  ])('on outputs of %s', (_, row, documented) => {
    const [, output = ''] = cellsOf(readme, row)
    const [plain = ''] = cellsOf(outputs, documented)
    expect(numbersOf(output)[0]).toBe(numbersOf(plain)[0])
  })
})

describe('the memory of a photograph that docs/what-fits.md gives', () => {
  const [, memory = ''] = page.split(/^## How much memory does a photograph take\?$/m)
  const rows = ['baseline', 'progressive'].flatMap((kind) =>
    [400, 1200].map((width) => [kind, width] as const),
  )

  test.each(rows)('for a %s JPEG to %d pixels', (kind, width) => {
    const photo = { ...JPEG, width: 4000, height: 3000, progressive: kind === 'progressive' }
    const planned = (format: string) => {
      try {
        const plan = makePlan(photo, intentOf(`width=${width}&format=${format}`), 3_000_000, LIMITS)
        return (totalBytes(plan.parts) / 1e6).toFixed(1)
      } catch {
        return 'does not fit'
      }
    }
    const cells = cellsOf(memory, `${kind} to ${width}`).map((cell) => cell.trim())
    expect(cells).toEqual(['jpeg', 'png', 'webp', 'avif'].map(planned))
  })

  test('agrees with the README, which rounds the row for 1200 pixels', () => {
    const claim = /(\d+) MB of memory\]\S* as JPEG, (\d+) as WebP and\s+(\d+) as AVIF/
    const [, ...claimed] = claim.exec(readFileSync('README.md', 'utf8')) ?? []
    const [jpeg, , webp, avif] = cellsOf(memory, 'baseline to 1200')
    expect(claimed.map(Number)).toEqual([jpeg, webp, avif].map((cell) => Math.round(Number(cell))))
  })
})
