import { describe, expect, it, test } from 'vitest'
import { decoders } from '../../../../src/engine/formats/codecs.ts'
import { adjustMatrix } from '../../../../src/engine/ops/adjust.ts'
import { storedPlanes } from '../../../../src/engine/picture/planes.ts'
import { makePlan } from '../../../../src/engine/plan/make-plan.ts'
import { resample, resizeMemory } from '../../../../src/engine/rows/resample.ts'
import { coloredPlan } from '../../../../src/engine/transform/colored-plan.ts'
import { openKernel, view } from '../../../../src/engine/wasm/kernel.ts'
import { PROFILES } from '../../../support/color/icc-writer.ts'
import { byteInput } from '../../../support/engine/byte-input.ts'
import { headerOf } from '../../../support/engine/decode-whole.ts'
import { intentOf } from '../../../support/engine/transformed.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { iccpChunk } from '../../../support/metadata/embed-profile.ts'
import { resampleReference } from '../../../support/picture/resample-reference.ts'
import { type PngPicture, pngFile, pngPicture, pngPixels } from '../../../support/png/writer.ts'
import { randomNumbers } from '../../../support/properties/random.ts'

const SIZE = { width: 90, height: 40 }

function picture(colorType: 0 | 2 | 6): PngPicture {
  const channels = { 0: 1, 2: 3, 6: 4 }[colorType]
  const random = randomNumbers(colorType + 1)
  const samples = Uint16Array.from({ length: SIZE.width * SIZE.height * channels }, (_, at) => {
    const x = Math.floor(at / channels) % SIZE.width
    return Math.min(65_535, 180 * x + (random() & 0xfff) + (at % channels === 3 ? 20_000 : 0))
  })
  return pngPicture(colorType, 16, SIZE.width, SIZE.height, { samples })
}

const GRAY = picture(0)
const COLORS = picture(2)
const GLASS = picture(6)

function planOf(file: Uint8Array, query: string) {
  return makePlan(headerOf(file), intentOf(query), file.length, LIMITS)
}

async function made(file: Uint8Array, query: string): Promise<{ pixels: Uint8Array; taken: number }> {
  const { resize } = coloredPlan(planOf(file, query), headerOf(file))
  const kernel = openKernel()
  const decoded = await decoders.png.decode(byteInput(file), headerOf(file), kernel, 8)
  const before = kernel.alloc(0)
  const { planes, width, height } = await resample(kernel, decoded, resize)
  const taken = kernel.alloc(0) - before
  return { pixels: view(kernel, planes[0]?.address ?? 0, 4 * width * height).slice(), taken }
}

/** Resizes and adjusts in double precision. */
function exact(shown: PngPicture, file: Uint8Array, query: string): Float64Array {
  const { resize } = planOf(file, query)
  const { weighted, box, size, filter } = resize
  const { brightness = 1, contrast = 1, saturation = 1, hue = 0 } = intentOf(query)
  const matrix = adjustMatrix({ brightness, contrast, saturation, hue })
  const levels = Array.from(new Uint16Array(pngPixels(shown).buffer), (level) => level / 65_535)
  const data = levels.map((level, at) => level * (weighted && at % 4 < 3 ? (levels[at | 3] ?? 0) : 1))
  const small = resampleReference({ ...SIZE, channels: 4, data }, box, size.width, size.height, filter)
  const limited = (value: number, most: number) => Math.min(Math.max(value, 0), most)
  return Float64Array.from(small, (_, at) => {
    const [first, alpha] = [at & ~3, limited(small[at | 3] ?? 0, 1)]
    if (at % 4 === 3) return 255 * alpha
    const share = weighted ? (small[at | 3] ?? 0) : 1
    const [r = 0, g = 0, b = 0] = [0, 1, 2].map((channel) =>
      limited((small[first + channel] ?? 0) / share, 1),
    )
    const [wr = 0, wg = 0, wb = 0, offset = 0] = matrix.slice(4 * (at % 4), 4 * (at % 4) + 4)
    return limited(255 * (wr * r + wg * g + wb * b) + offset, 255)
  })
}

const QUERIES = ['brightness=3', 'contrast=2.5&brightness=2', 'hue=70&saturation=2', 'brightness=0.4']

describe.each([
  ['gray', GRAY],
  ['colors', COLORS],
  ['soft alpha', GLASS],
] as const)('an adjusted picture with %s and 16 bits', (_, shown) => {
  it.each(QUERIES.flatMap((query) => [query, `${query}&width=31`, `${query}&width=140`]))(
    'is rounded once, after the adjustment: %s',
    async (query) => {
      const file = pngFile(shown)
      const expected = exact(shown, file, query)
      const { pixels } = await made(file, query)
      expect(planOf(file, query).steps).toEqual([])
      expect(pixels.length).toBe(expected.length)
      const errors = Array.from(pixels, (value, at) => Math.abs(value - (expected[at] ?? Number.NaN)))
      expect(Math.max(...errors)).toBeLessThan(0.51)
    },
  )
})

test('keeps all steps of a dark gradient at brightness=3', async () => {
  const samples = Uint16Array.from({ length: 3 * 480 }, (_, at) => 33 * Math.floor(at / 3))
  const file = pngFile(pngPicture(2, 16, 480, 1, { samples }))
  const { pixels } = await made(file, 'brightness=3')
  const steps = new Set(pixels.filter((_, at) => at % 4 === 0)).size
  expect(steps).toBeGreaterThan(180)
})

test('includes its matrix in the planned memory', async () => {
  const file = pngFile(GLASS)
  const [without, given] = ['width=31', 'brightness=3&width=31']
  const planned = (query: string) =>
    resizeMemory('rgba16', storedPlanes(headerOf(file), 8), planOf(file, query).resize)
  const taken = (await made(file, given)).taken - (await made(file, without)).taken
  expect(taken).toBeGreaterThan(0)
  expect(planned(given) - planned(without)).toBe(taken)
})

describe('the adjustment', () => {
  const plain = pngFile(COLORS)
  const eight = pngFile(pngPicture(2, 8, 4, 4, { samples: new Uint16Array(48) }))
  const wide = pngFile(COLORS, { chunks: [iccpChunk(PROFILES.displayP3)] })

  it.each([
    ['for 8 bits', eight, 'brightness=3'],
    ['after a change of bits', plain, 'brightness=3&negate=1'],
    ['after margins, which have a color of their own', plain, 'brightness=3&extend=4&bg=ff0000'],
    ['after a conversion to sRGB', wide, 'brightness=3'],
    ['in linear light', plain, 'brightness=3&linear=1&width=20'],
    ['with gamma', plain, 'brightness=3&gamma=2.2'],
  ])('stays a separate step %s', (_, file, query) => {
    const { resize, steps } = planOf(file, query)
    expect(resize.matrix).toBeUndefined()
    expect(steps.some(({ op }) => op === 'adjust')).toBe(true)
  })

  it('becomes part of the resize before a turn', () => {
    const { resize, steps, reencodes } = planOf(plain, 'brightness=3&flip=1')
    expect(resize.matrix).toHaveLength(12)
    expect(steps.map(({ op }) => op)).toEqual(['turn'])
    expect(reencodes).toBe(false)
    expect(planOf(plain, 'brightness=3').reencodes).toBe(false)
  })
})
