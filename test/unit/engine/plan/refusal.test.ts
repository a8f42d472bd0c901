import fc from 'fast-check'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { encoders } from '../../../../src/engine/formats/codecs.ts'
import type { Header } from '../../../../src/engine/formats/header.ts'
import type { HeifImage } from '../../../../src/engine/formats/heif/heif-image.ts'
import type { ModernFormat } from '../../../../src/engine/options/modern-formats.ts'
import type { TransformOptions } from '../../../../src/engine/options/transform-options.ts'
import { geometry } from '../../../../src/engine/plan/geometry.ts'
import { makePlan } from '../../../../src/engine/plan/make-plan.ts'
import type { Plan, PlanInputs } from '../../../../src/engine/plan/plan.ts'
import { isWithin, roomFor } from '../../../../src/engine/plan/room.ts'
import { Failure } from '../../../../src/errors.ts'
import { givenOptions } from '../../../support/engine/given-options.ts'
import { type OpenOverlays, overlayFiles, overlayOptions } from '../../../support/engine/overlay-kinds.ts'
import { intentOf } from '../../../support/engine/transformed.ts'
import { asUrl } from '../../../support/engine/url-terms.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { scene } from '../../../support/picture/scene.ts'
import { runs } from '../../../support/properties/runs.ts'

const BROWSER: readonly ModernFormat[] = ['avif', 'webp']

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
const FULL_CHROMA: Header['sampling'] = [
  [1, 1],
  [1, 1],
  [1, 1],
]
const { sampling: _, ...UNSAMPLED } = JPEG
const GLASS: Header = { ...UNSAMPLED, format: 'png', alpha: true }
/** An AVIF that is decoded as a whole frame. */
const AVIF: Header = { ...UNSAMPLED, format: 'avif', width: 1800, height: 1250 }
function tiled(tile: { width: number; height: number }): HeifImage {
  const [width, height] = [8000, 6000]
  const [rows, columns] = [Math.ceil(height / tile.height), Math.ceil(width / tile.width)]
  const tiles = Array.from({ length: rows * columns }, (_, item) => ({
    item,
    extents: [{ at: 300, length: 100_000 }],
  }))
  return {
    item: 1,
    grid: { rows, columns, width, height },
    tile,
    tiles,
    chroma: '4:2:0',
    matrix: { code: 6, full: true },
  }
}
const PLANES: Header = {
  ...JPEG,
  format: 'avif',
  width: 8000,
  height: 6000,
  heif: tiled({ width: 8000, height: 6000 }),
}
const WEBP: Header = {
  ...UNSAMPLED,
  format: 'webp',
  webp: { lossless: true, pixels: { at: 20, length: 1_000_000 }, extended: false },
}

const BYTES = 4_000_000

interface Context {
  readonly accepts?: readonly ModernFormat[]
  readonly inputs?: PlanInputs
  /** Opens the overlays of a request for its output. */
  readonly open?: OpenOverlays
  readonly reserved?: number
  readonly size?: number
}

function plan(header: Header, query: string | TransformOptions, context: Context = {}): Plan {
  const { accepts, inputs: given, open, reserved, size = BYTES } = context
  const intent = typeof query === 'string' ? intentOf(query) : query
  const overlays = open?.(intent, geometry(header, intent, given).output)
  const inputs = { ...given, ...(overlays && { overlays }), reserved }
  const asked = accepts ? { ...intent, accepts } : intent
  return asUrl(() => makePlan(header, asked, size, LIMITS, inputs))
}

function refusal(header: Header, query: string | TransformOptions, context?: Context): Failure {
  try {
    plan(header, query, context)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('a negotiated format', () => {
  it.each<[string, Header, string, readonly ModernFormat[], Plan['format']]>([
    ['WebP if it fits', JPEG, 'width=4900', BROWSER, 'webp'],
    ['WebP of effort best if it fits', JPEG, 'width=4900&effort=best', BROWSER, 'webp'],
    ['WebP if no transparency is left', GLASS, 'width=3600&removealpha=1', BROWSER, 'webp'],
    ['JPEG with painted margins', JPEG, 'width=3200&extend=1&bg=ffffff', BROWSER, 'jpeg'],
    ['JPEG if WebP does not fit', JPEG, 'width=4300&negate=1', BROWSER, 'jpeg'],
    ['JPEG for clients without AVIF, too', JPEG, 'width=4300&negate=1', ['webp'], 'jpeg'],
    ['lossless WebP at any size that JPEG has', JPEG, 'width=3600&lossless=1', BROWSER, 'webp'],
    ['near-lossless WebP at the same sizes', JPEG, 'width=3600&nearlossless=1', BROWSER, 'webp'],
    ['JPEG if neither lossless WebP nor PNG fits', JPEG, 'width=4900&nearlossless=1', BROWSER, 'jpeg'],
    ['JPEG instead of lossless for clients without WebP', JPEG, 'width=1800&lossless=1', [], 'jpeg'],
    ['JPEG above the maximum side of WebP', { ...JPEG, height: 20 }, 'width=10000&dpr=2', BROWSER, 'jpeg'],
    ['PNG above it with transparency', { ...GLASS, height: 20 }, 'width=10000&dpr=2', BROWSER, 'png'],
    ['PNG above the sides of JPEG', { ...JPEG, width: 30_000, height: 45 }, 'height=99', BROWSER, 'png'],
    ['JPEG above the maximum side of AVIF', { ...JPEG, height: 1 }, 'width=10000&dpr=4', ['avif'], 'jpeg'],
  ])('is %s', (_, header, query, accepts, expected) => {
    expect(plan(header, `${query}&format=auto`, { accepts }).format).toBe(expected)
  })

  it('is a baseline JPEG if a progressive one does not fit', () => {
    const settings = (width: number) =>
      plan(JPEG, `width=${width}&negate=1&format=auto&progressive=1`).settings
    expect(settings(3600).progressive).toBe(true)
    expect(settings(4500).progressive).toBe(false)
  })

  it('leaves room for bytes that are held beside the plan', () => {
    const maxFile = (reserved: number) => plan(JPEG, 'width=3000&format=png', { reserved }).maxFile
    expect(maxFile(1000) - maxFile(3_001_000)).toBe(3_000_000)
  })

  it('always stays within the memory', () => {
    for (let width = 100; width < 4900; width += 50) {
      const { parts } = plan(JPEG, `width=${width}&format=auto`, { accepts: BROWSER, reserved: 1_000_000 })
      expect(isWithin(parts, roomFor(LIMITS, 1_000_000))).toBe(true)
    }
  })
})

describe('the maximum side of a format', () => {
  it.each<[string, Header, string, string]>([
    [
      'WebP',
      { ...JPEG, height: 20 },
      'width=10000&dpr=2&format=webp',
      'the output would be 20000x67: as webp at most 16383 pixels a side are allowed; at most 16383x55 would fit; format=jpeg would fit',
    ],
    [
      'WebP with transparency',
      { ...GLASS, width: 20, height: 17_000 },
      'format=webp',
      'the output would be 20x17000: as webp at most 16383 pixels a side are allowed; at most 19x16150 would fit; format=png would fit',
    ],
    [
      'AVIF',
      { ...JPEG, height: 1 },
      'width=10000&dpr=4&format=avif',
      'the output would be 40000x7: as avif at most 32768 pixels a side are allowed; at most 32055x5 would fit; format=jpeg would fit',
    ],
    [
      'JPEG',
      { ...JPEG, width: 30_000, height: 100 },
      'height=220&format=jpeg&progressive=1',
      'the output would be 66000x220: as jpeg at most 65500 pixels a side are allowed; at most 65400x218 would fit',
    ],
    [
      'WebP, if nothing else fits',
      { ...GLASS, width: 20_000, height: 830 },
      'format=webp',
      'the output would be 20000x830: as webp at most 16383 pixels a side are allowed; at most 13572x563 would fit',
    ],
  ])('is checked before anything is decoded: %s', (_, header, query, detail) => {
    expect(refusal(header, query)).toMatchObject({ code: 'too-large', detail })
  })

  it.each(['jpeg', 'webp', 'avif'] as const)('is accepted for %s', (format) => {
    const { maxSide } = encoders[format]
    for (const side of ['width', 'height'] as const) {
      const header: Header = { ...JPEG, width: 2, height: 2, [side]: maxSide }
      expect(plan(header, { format }).output[side]).toBe(maxSide)
      expect(refusal({ ...header, [side]: maxSide + 1 }, { format }).code).toBe('too-large')
    }
  })
})

describe('an output with more pixels than are allowed', () => {
  it.each<[string, Header, string, string, Context?]>([
    ['the largest size of its shape', JPEG, 'width=9999&height=9999', 'at most 4096x4096 would fit'],
    [
      'the largest size that also fits',
      JPEG,
      'width=9999&height=9999&format=png',
      'at most 3883x3883 would fit',
    ],
    ['the largest size of an original', JPEG, 'format=jpeg', 'at most 5016x3344 would fit'],
    [
      'its format if that is negotiated',
      JPEG,
      'width=9999&format=auto',
      'at most 5016x3344 as jpeg would fit',
    ],
    [
      'the size without margins',
      JPEG,
      'width=9999&extend=1000&format=avif',
      'without extend at most 1537x1025 would fit',
    ],
    [
      'a smaller source',
      { ...AVIF, width: 3200, height: 2250 },
      'width=9999&format=webp',
      'the image has 7.2 megapixels: at most 1.9 of this kind fit, for 1249x878',
      { size: 300_000 },
    ],
  ])('names %s', (_, header, query, way, context) => {
    const failure = refusal(header, query, context)
    expect(failure.code).toBe('too-large')
    expect(failure.detail).toMatch(/^the output would be \d+x\d+: at most 16777216 pixels are allowed; /)
    expect(failure.detail?.split('; ').slice(1).join('; ')).toBe(way)
  })
})

interface Named {
  readonly output?: Required<Side> | undefined
  /**
   * Output that a smaller source is named for, if the requested output is too large for any source.
   */
  readonly lesser?: Required<Side> | undefined
  readonly share?: number | undefined
  readonly change?: string | undefined
}

type Side = Pick<TransformOptions, 'width' | 'height'>

const SIZE = /[:;] at most (\d+)x(\d+)(?: as [a-z ]+)? would fit/
const WHOLE =
  /(?:^|; )the image has ([\d.]+) mega(?:pixels|bytes): at most ([\d.]+) of this kind fit(?:, for (\d+)x(\d+))?(?:;|$)/
const PART = /a source of at most ([\d.]+) megapixels would fit/
const CHANGE = /((?:format|progressive)=\S+) would fit/

const megapixelsOf = ({ width, height }: Header) => (width * height) / 1e6

function sizeOf(width: string | undefined, height: string | undefined): Required<Side> | undefined {
  return width && height ? { width: Number(width), height: Number(height) } : undefined
}

function namedIn({ detail = '' }: Failure, header: Header): Named {
  const [, width, height] = SIZE.exec(detail) ?? []
  const [, had, most, lesserWidth, lesserHeight] = WHOLE.exec(detail) ?? []
  const part = PART.exec(detail)?.[1]
  return {
    output: sizeOf(width, height),
    lesser: sizeOf(lesserWidth, lesserHeight),
    share: had ? Number(most) / Number(had) : part ? Number(part) / megapixelsOf(header) : undefined,
    change: CHANGE.exec(detail)?.[1],
  }
}

function sized(
  { rotate = 0, ...intent }: TransformOptions,
  { width, height }: Required<Side>,
): TransformOptions {
  const [across, down] = rotate % 180 === 90 ? [height, width] : [width, height]
  const onlyHeight = intent.width === undefined && intent.height !== undefined
  return {
    ...intent,
    rotate,
    ...(!onlyHeight && { width: across }),
    ...(intent.height !== undefined && { height: down }),
  }
}

function ofShare(header: Header, share: number): Header {
  const side = Math.sqrt(share)
  return { ...header, width: Math.floor(header.width * side), height: Math.floor(header.height * side) }
}

/**
 * Returns the smaller source with its height rounded down and up. With `fit=contain` this decides
 * whether the picture has one row more in the output, which a limit may lie between.
 */
function roundingsOf(header: Header, share: number): readonly Header[] {
  const smaller = ofShare(header, share)
  return [smaller, { ...smaller, height: smaller.height + 1 }]
}

function expectTrue(header: Header, intent: TransformOptions, context: Context, failure: Failure): void {
  const { output, lesser, share, change } = namedIn(failure, header)
  expect(output ?? share ?? change, failure.detail).toBeDefined()
  const { size = BYTES } = context
  if (output) expect(plan(header, sized(intent, output), context).output).toEqual(output)
  // Rounding to whole pixels slightly changes the shape of a smaller source.
  const shaped = (intent.width === undefined) === (intent.height === undefined)
  if (share && shaped) {
    const asked = lesser ? sized(intent, lesser) : intent
    const codes = roundingsOf(header, share * 0.99).map((smaller) =>
      planned(smaller, asked, { ...context, size: size * share }),
    )
    expect(codes, failure.detail).toContain(undefined)
  }
  if (change) plan(header, { ...intent, ...givenOptions(intentOf(change)) }, context)
}

/**
 * Expects a slightly larger source to be refused, or decoded at a smaller scale, where it takes
 * less memory.
 */
function expectRefusedAtScale(
  header: Header,
  intent: TransformOptions,
  { size = BYTES, ...context }: Context,
  share: number,
  more: number,
): void {
  const planOf = (part: number) => plan(ofShare(header, part), intent, { ...context, size: size * part })
  try {
    const { dense } = planOf(more).scale
    expect(dense).toBeLessThan(planOf(share * 0.99).scale.dense)
  } catch (error) {
    expect(error).toMatchObject({ code: 'over-budget' })
  }
}

/** Returns the code of the failure, or `undefined` if the plan is accepted. */
function planned(header: Header, intent: TransformOptions, context: Context): string | undefined {
  try {
    plan(header, intent, context)
    return undefined
  } catch (error) {
    return error instanceof Failure ? error.code : 'unknown'
  }
}

function expectClose(header: Header, intent: TransformOptions, context: Context, failure: Failure): void {
  const { output, lesser, share, change } = namedIn(failure, header)
  const { size = BYTES } = context
  if (output && Math.min(output.width, output.height) > 20) {
    // A larger output may be made at another scale, which takes slightly less memory.
    const codes = [1.1, 1.25].map((by) => {
      const larger = { width: Math.ceil(output.width * by), height: Math.ceil(output.height * by) }
      return planned(header, sized(intent, larger), context)
    })
    expect(codes.some((code) => code === 'over-budget' || code === 'too-large')).toBe(true)
  }
  const more = (share ?? 1) * 1.21
  if (!lesser && more < 1 && megapixelsOf(header) * more > 1)
    expectRefusedAtScale(header, intent, { ...context, size }, share ?? 1, more)
  if (!change && intent.format !== 'auto' && intent.format !== 'jpeg')
    expect(refusal(header, { ...intent, format: 'auto', accepts: [] }, context).code).toBe('over-budget')
}

const POSTER: PlanInputs = {
  overlays: [
    { size: { width: 40, height: 30 }, memory: () => ({ bytes: 0, kernel: 0, codec: 120_000_000 }) },
  ],
}

describe('the detail of a refusal', () => {
  it.each<[string, Header, string, string, Context?]>([
    [
      'the largest output, and the format that fits',
      JPEG,
      'width=4300&format=webp&negate=1',
      '4300x2867 pixels do not fit as webp: at most 4062x2708 would fit; format=jpeg would fit',
    ],
    [
      'JPEG for a WebP almost without loss',
      JPEG,
      'width=4900&format=webp&nearlossless=1',
      '4900x3267 pixels do not fit as lossless webp: at most 4381x2921 would fit; format=jpeg would fit',
    ],
    [
      'WebP for an AVIF',
      JPEG,
      'width=1800&format=avif',
      '1800x1200 pixels do not fit as avif: at most 1537x1025 would fit; format=webp would fit',
    ],
    [
      'a JPEG that is not progressive',
      JPEG,
      'width=4500&negate=1&progressive=1',
      '4500x3000 pixels do not fit as progressive jpeg: at most 3816x2544 would fit; progressive=0 would fit',
    ],
    [
      'both instead of another format',
      JPEG,
      'width=4300&progressive=1&format=webp&negate=1',
      '4300x2867 pixels do not fit as webp: at most 4062x2708 would fit; format=jpeg&progressive=0 would fit',
    ],
    [
      'the largest output of all negotiated formats',
      GLASS,
      'width=4900&format=auto',
      '4900x3267 pixels do not fit as webp or png: at most 4752x3168 as png would fit',
      { accepts: BROWSER },
    ],
    [
      'the output with its margins',
      JPEG,
      'width=3100&extend=100&format=webp&bg=ffffff',
      '3300x2267 pixels do not fit as webp: at most 3137x2158 would fit; format=jpeg would fit',
    ],
    [
      'the output without margins, if margins take all memory',
      JPEG,
      'width=9&extend=1000&format=avif',
      '2009x2006 pixels do not fit as avif: without extend at most 1537x1025 would fit; format=webp would fit',
    ],
    [
      'the source, too, if it takes memory',
      { ...JPEG, progressive: true, sampling: FULL_CHROMA },
      'width=3000',
      '3000x2000 pixels do not fit as jpeg: at most 1500x1000 would fit; a source of at most 8.6 megapixels would fit',
      { size: 300_000 },
    ],
    [
      'the size of an AVIF of planes',
      PLANES,
      'width=400',
      'the image has 48.0 megapixels: at most 29.5 of this kind fit',
      { size: 300_000 },
    ],
    [
      'the size of an AVIF in large tiles',
      { ...PLANES, heif: tiled({ width: 8000, height: 2000 }) },
      'width=400',
      'the image has 48.0 megapixels: at most 6.6 of this kind fit',
      { size: 300_000 },
    ],
    [
      'only the source if nothing fits',
      { ...AVIF, width: 3200, height: 2250 },
      'width=400',
      'the image has 7.2 megapixels: at most 1.9 of this kind fit',
      { size: 300_000 },
    ],
    [
      'the bytes of a small source that is long',
      { ...UNSAMPLED, format: 'avif', width: 200, height: 200 },
      'width=90',
      'the image has 30.0 megabytes: at most 3.3 of this kind fit',
      { size: 30_000_000 },
    ],
    [
      'a source for a smaller output if both are too large',
      { ...AVIF, width: 3200, height: 2250 },
      'width=4000&height=3000&format=webp&effort=best',
      'the image has 7.2 megapixels: at most 1.9 of this kind fit, for 1000x750',
      { size: 300_000 },
    ],
    [
      'the memory of an overlay',
      JPEG,
      'width=400&olurl=/o.png',
      '400x267 pixels do not fit as jpeg: the overlay takes 120 MB; at most 61 MB would fit',
      { inputs: POSTER },
    ],
    [
      'the missing memory',
      JPEG,
      'width=400',
      '2 MB of memory are needed: at most 0 would fit',
      { reserved: LIMITS.memory - 500_000 },
    ],
  ])('names %s', (_, header, query, detail, context) => {
    expect(refusal(header, query, context)).toMatchObject({ code: 'over-budget', detail })
  })
})

const sides = fc.integer({ min: 1, max: 5000 })
const headers = fc.record({
  base: fc.constantFrom(JPEG, GLASS, WEBP, AVIF),
  width: fc.integer({ min: 200, max: 12_000 }),
  height: fc.integer({ min: 200, max: 9000 }),
  orientation: fc.constantFrom<Header['orientation']>(1, 3, 6),
  progressive: fc.boolean(),
  alpha: fc.boolean(),
})
const headerOf = fc.tuple(headers).map(([{ base, alpha, ...shape }]): Header => {
  const streams = base.format === 'jpeg' || base.format === 'png'
  return {
    ...base,
    ...shape,
    progressive: streams && shape.progressive,
    alpha: base.format !== 'jpeg' && alpha,
  }
})
const intents: fc.Arbitrary<TransformOptions> = fc
  .record(
    {
      width: sides,
      height: sides,
      fit: fc.constantFrom('cover', 'contain', 'fill'),
      rotate: fc.constantFrom(90, 180, 270),
      blur: fc.double({ min: 1, max: 9, noNaN: true }),
      quality: fc.constantFrom(50, 95),
      gamma: fc.constant(2.2),
      flip: fc.boolean(),
      lossless: fc.boolean(),
      removealpha: fc.boolean(),
      format: fc.constantFrom('jpeg', 'png', 'webp', 'avif', 'jxl', 'auto'),
    },
    { requiredKeys: [] },
  )
  .map(({ fit, ...intent }) => ({
    ...intent,
    ...(intent.width !== undefined && intent.height !== undefined && fit !== undefined && { fit }),
    ...(intent.format === 'auto' && { accepts: BROWSER }),
  }))

/** Intents of every fit. */
const fitting: fc.Arbitrary<TransformOptions> = fc
  .tuple(
    intents,
    fc.constantFrom<TransformOptions['fit']>(undefined, 'contain', 'fill', 'inside', 'outside'),
    fc.boolean(),
  )
  .map(([intent, fit, enlarge]) => ({ ...intent, ...(fit && { fit }), enlarge }))

it('names what fits for a smart crop, which is computed once', () => {
  const context = { inputs: { preview: scene(100, 67) } }
  const intent = intentOf('width=4400&height=2933&crop=smart&negate=1&format=webp')
  const failure = refusal(JPEG, intent, context)
  expect(failure.detail).toMatch(/^4400x2933 pixels do not fit as webp: at most 40\d\dx27\d\d would fit;/)
  expectTrue(JPEG, intent, context, failure)
  expectClose(JPEG, intent, context, failure)
})

/** A source whose height, rounded down at 0.594 megapixels, makes the output one row too large. */
const ROUNDED: [Header, TransformOptions, number] = [
  { ...JPEG, width: 11_318, height: 6177, progressive: true },
  { width: 2798, height: 1480, fit: 'contain', blur: 3.901628621064605, flip: true, format: 'png' },
  1_259_317,
]

/** A twelfth of the random requests are refused as too large (2026-11-29), as this one is. */
const TOO_LARGE: [Header, TransformOptions, number] = [
  { ...AVIF, width: 6974, height: 8735, orientation: 3 },
  { rotate: 90, blur: 2.1210164925788066, quality: 95, gamma: 2.2, format: 'jpeg' },
  585_028,
]

test('names what has a plan, while a tenth more has none', () => {
  const refused: string[] = []
  fc.assert(
    fc.property(headerOf, intents, fc.nat(8_000_000), (header, intent, reserved) => {
      const context = { reserved, size: 300_000 * megapixelsOf(header) }
      try {
        plan(header, intent, context)
      } catch (error) {
        const failure = error as Failure
        refused.push(failure.code)
        if (namedIn(failure, header).output) expect(failure.largest, failure.detail).toBeDefined()
        expectTrue(header, intent, context, failure)
        if (failure.code === 'over-budget') expectClose(header, intent, context, failure)
      }
    }),
    { numRuns: runs(200), examples: [ROUNDED, TOO_LARGE] },
  )
  for (const code of ['over-budget', 'too-large'])
    expect(refused.filter((each) => each === code).length).toBeGreaterThan(runs(20) / 10)
})

let open: OpenOverlays
beforeAll(async () => {
  open = await overlayFiles()
})

/** A text whose shadow is larger on a smaller output, compared with the letters. */
const SHADOWED: [Header, TransformOptions, TransformOptions] = [
  { ...JPEG, width: 4000, height: 3000 },
  { format: 'png' },
  {
    oltext: 'Hello World',
    olsize: 0.3,
    olshadow: { x: 20, y: 5, blur: 5, color: { r: 0, g: 0, b: 0, alpha: 1 } },
  },
]
/** A picture that is 2980 rows high in the named box of 1791x2979. */
const OUTSIDE: [Header, TransformOptions, TransformOptions] = [
  { ...JPEG, width: 3912, height: 6508, orientation: 6 },
  { width: 2980, height: 1, fit: 'outside', rotate: 90, blur: 1.6721265518848307, format: 'webp' },
  {
    oltext: 'first line\nand a second one that is much longer than the first',
    olwidth: 0.3,
    olrotate: 30,
    olrepeat: true,
    olstroke: { width: 18, color: { r: 0, g: 0, b: 0, alpha: 1 } },
  },
]
/**
 * A picture that is 1798 rows high in the 1019x1797 box that is named when a request gives only a
 * height.
 */
const OUTSIDE_BY_HEIGHT: [Header, TransformOptions, TransformOptions] = [
  { ...JPEG, width: 2723, height: 4804 },
  { height: 1798, fit: 'outside', enlarge: false, blur: 1 },
  {
    oltext: 'Hello World',
    olsize: 287,
    olwidth: 391,
    olstroke: { width: 8, color: { r: 0, g: 0, b: 0, alpha: 1 } },
    olshadow: { x: 87, y: 0, blur: 17, color: { r: 0, g: 0, b: 0, alpha: 1 } },
  },
]

test('names outputs that have a plan with overlays of every kind, in every fit', () => {
  let named = 0
  fc.assert(
    fc.property(headerOf, fitting, overlayOptions, (header, options, overlays) => {
      const intent = { ...options, ...overlays }
      const context = { open, size: 300_000 * megapixelsOf(header) }
      try {
        plan(header, intent, context)
      } catch (error) {
        const failure = error as Failure
        const { output } = namedIn(failure, header)
        if (!output) return
        named++
        plan(header, sized(intent, output), context)
        // The other side would add margins, because the shape of the named size is rounded.
        if (intent.fit === 'contain') return
        plan(header, sized({ ...intent, width: 1, height: 1 }, output), context)
      }
    }),
    { numRuns: runs(200), examples: [SHADOWED, OUTSIDE, OUTSIDE_BY_HEIGHT] },
  )
  expect(named).toBeGreaterThan(runs(200) / 20)
})

test('names linear=0 if resizing in linear light takes too much', () => {
  const progressive: Header = { ...JPEG, width: 9000, height: 6000, progressive: true }
  expect(() => plan(progressive, 'width=400&linear=1')).toThrow(/linear=0 would fit$/)
  expect(() => plan({ ...progressive, width: 5000, height: 3333 }, 'width=1200&linear=1')).not.toThrow()
})
