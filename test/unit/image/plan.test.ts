import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../src/errors.ts'
import { assertLimits, type Decodable, makePlan } from '../../../src/image/plan.ts'
import { type Limits, LimitsTable } from '../../../src/limits.ts'
import type { Header } from '../../../src/probe/header.ts'
import type { Intent } from '../../../src/url/intent.ts'

const LIMITS: Limits = v.parse(LimitsTable, {})

const PHOTO: Decodable = {
  format: 'jpeg',
  width: 1200,
  height: 900,
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
const { sampling: _, ...UNSAMPLED } = PHOTO
const GLASS: Decodable = { ...UNSAMPLED, format: 'png', alpha: true }
const BYTES = 300_000

const ops = (header: Decodable, intent: Intent) =>
  makePlan(header, intent, BYTES, LIMITS).steps.map(({ op }) => op)

function failure(run: () => unknown): Failure {
  try {
    run()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('steps', () => {
  it.each<[string, Decodable, Intent, string[]]>([
    ['nothing where nothing is to be done', PHOTO, { width: 400 }, []],
    [
      'nothing for operations that change nothing',
      PHOTO,
      { flip: false, rotate: 0, fit: 'contain', width: 400, height: 300 },
      [],
    ],
    ['nothing for cover, which is a smaller box', PHOTO, { width: 400, height: 400 }, []],
    ['a canvas for contain', PHOTO, { width: 400, height: 400, fit: 'contain' }, ['pad']],
    [
      'one turn for EXIF, flip and rotate together',
      { ...PHOTO, orientation: 6 },
      { flip: true, rotate: 90 },
      ['turn'],
    ],
    ['no turn where they undo each other', { ...PHOTO, orientation: 6 }, { rotate: 270 }, []],
    ['no flattening of what is opaque', PHOTO, { format: 'jpeg' }, []],
    ['flattening of transparency in a JPEG', GLASS, { format: 'jpeg' }, ['flatten']],
    [
      'everything in its order',
      { ...GLASS, orientation: 8 },
      { width: 90, height: 90, fit: 'contain', format: 'jpeg' },
      ['turn', 'pad', 'flatten'],
    ],
  ])('has %s', (_, header, intent, expected) => {
    expect(ops(header, intent)).toEqual(expected)
  })
})

describe('format and settings', () => {
  it.each<[Decodable, Intent['format'], string]>([
    [PHOTO, undefined, 'jpeg'],
    [GLASS, undefined, 'png'],
    [{ ...GLASS, format: 'webp' }, undefined, 'webp'],
    [{ ...GLASS, format: 'avif' }, undefined, 'webp'],
    [PHOTO, 'auto', 'jpeg'],
    [GLASS, 'auto', 'png'],
    [GLASS, 'jpeg', 'jpeg'],
  ])('of %o with format=%s is %s', (header, format, expected) => {
    const intent = format === undefined ? {} : { format }
    expect(makePlan(header, intent, BYTES, LIMITS).format).toBe(expected)
  })

  it('makes a PNG of an opaque picture that gets transparent bars', () => {
    const bars = { width: 100, height: 100, fit: 'contain', format: 'auto' } as const
    expect(makePlan(PHOTO, bars, BYTES, LIMITS)).toMatchObject({ format: 'png', settings: { alpha: true } })
    const painted = { ...bars, bg: { r: 1, g: 2, b: 3, alpha: 1 } }
    expect(makePlan(PHOTO, painted, BYTES, LIMITS).format).toBe('jpeg')
  })

  it.each([
    ['jpeg', 82],
    ['webp', 80],
  ] as const)('has a quality for %s', (format, quality) => {
    expect(makePlan(PHOTO, { format }, BYTES, LIMITS).settings.quality).toBe(quality)
    expect(makePlan(PHOTO, { format, quality: 7 }, BYTES, LIMITS).settings.quality).toBe(7)
  })

  it('mixes a translucent background with black in a JPEG', () => {
    const intent = { format: 'jpeg', bg: { r: 200, g: 100, b: 0, alpha: 0.5 } } as const
    expect(makePlan(GLASS, intent, BYTES, LIMITS).steps).toEqual([
      { op: 'flatten', args: { r: 100, g: 50, b: 0, alpha: 1 } },
    ])
  })
})

describe('limits', () => {
  const header = (changes: Partial<Header>): Header => ({ ...PHOTO, ...changes })

  it.each<[Partial<Header>, string, string]>([
    [{ width: 30_001 }, 'too-large', 'the image is 30001x900: at most 30000 pixels a side'],
    [{ width: 20_000, height: 20_000 }, 'too-large', 'the image is 20000x20000: at most 120000000 pixels'],
    [{ format: 'gif' }, 'unsupported', 'gif is served as it is, but not processed'],
  ])('%o is %s', (changes, code, detail) => {
    expect(failure(() => assertLimits(header(changes), LIMITS))).toMatchObject({ code, detail })
  })

  it('lets 108 megapixels through', () => {
    expect(() => assertLimits(header({ width: 12_000, height: 9_000 }), LIMITS)).not.toThrow()
  })

  it('refuses an output that is too large', () => {
    const error = failure(() => makePlan(PHOTO, { width: 10_000, height: 10_000 }, BYTES, LIMITS))
    expect(error).toMatchObject({
      code: 'too-large',
      detail: 'the output would be 10000x10000: at most 16777216 pixels',
    })
  })
})

describe('memory', () => {
  it('grows with the source and with the output', () => {
    const memory = (width: number, intent: Intent) =>
      makePlan({ ...UNSAMPLED, format: 'webp', width }, intent, BYTES, LIMITS).memory
    expect(memory(1200, { width: 100 })).toBeGreaterThan(memory(600, { width: 100 }))
    expect(memory(1200, { width: 800 })).toBeGreaterThan(memory(1200, { width: 100 }))
  })

  it('lets photographs of 108 megapixels through, whose rows stream', () => {
    const photo = { ...PHOTO, width: 12_000, height: 9_000 }
    expect(makePlan(photo, { width: 400 }, 30_000_000, LIMITS).memory).toBeLessThan(24 * 2 ** 20)
    expect(makePlan(photo, { width: 1200, format: 'webp' }, 30_000_000, LIMITS).memory).toBeLessThan(
      48 * 2 ** 20,
    )
  })

  it('refuses what does not fit, and names what would', () => {
    const large = { ...UNSAMPLED, format: 'webp', width: 12_000, height: 9_000 } as const
    const { code, detail } = failure(() => makePlan(large, { width: 400 }, 30_000_000, LIMITS))
    expect(code).toBe('over-budget')
    const [, had, fits] =
      /^the image has ([0-9.]+) megapixels: at most ([0-9.]+) of this kind fit$/.exec(detail ?? '') ?? []
    expect(had).toBe('108.0')
    const side = Math.sqrt((Number(fits) - 0.1) / 108)
    const smaller = { ...large, width: Math.floor(12_000 * side), height: Math.floor(9_000 * side) }
    expect(() => makePlan(smaller, { width: 400 }, 30_000_000 * side ** 2, LIMITS)).not.toThrow()
    const larger = { ...large, width: Math.ceil(12_000 * side * 1.1), height: Math.ceil(9_000 * side * 1.1) }
    expect(failure(() => makePlan(larger, { width: 400 }, 30_000_000, LIMITS)).code).toBe('over-budget')
  })
})
