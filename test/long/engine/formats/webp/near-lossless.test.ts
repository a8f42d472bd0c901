import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { encodeLossless, nearStrength } from '../../../../../src/engine/formats/webp/lossless-encoder.ts'
import { losslessOutput } from '../../../../../src/engine/formats/webp/lossless-memory.ts'
import { readVp8l } from '../../../../../src/engine/formats/webp/vp8l.ts'
import type { Frame } from '../../../../../src/engine/picture/picture.ts'
import { openKernel } from '../../../../../src/engine/wasm/kernel.ts'
import { byteInput } from '../../../../support/engine/byte-input.ts'
import { inKernel } from '../../../../support/engine/operate.ts'
import { guarded } from '../../../../support/kernel/guarded.ts'
import { decoded } from '../../../../support/picture/decoded.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { runs } from '../../../../support/properties/runs.ts'

const STRENGTHS = [1, 2, 3, 4, 5] as const

function encode(frame: Frame, strength: number): Uint8Array {
  const { kernel, picture } = inKernel(frame)
  return encodeLossless(picture, kernel, strength)
}

const noise = (at: number) => Math.imul(Math.imul(at + 1, 2_654_435_761) ^ (at >>> 5), 2_246_822_519) >>> 8

/** Returns a picture whose channels are given as numbers, with red first. */
function painted(
  width: number,
  height: number,
  channel: (x: number, y: number, index: number) => number,
): Frame {
  const data = Uint8Array.from({ length: width * height * 4 }, (_, at) =>
    channel((at >> 2) % width, Math.floor((at >> 2) / width), at & 3),
  )
  return { width, height, data }
}

/** Returns a picture that no predictor describes, with more colors than a palette has. */
const speckled = (width: number, height: number): Frame =>
  painted(width, height, (x, y, index) =>
    index === 3 ? 255 : (noise((y * width + x) * 4 + index) & 15) * 17,
  )

/** Returns a file's pixels, about which libwebp and the kernel's decoder must agree. */
async function pixelsOf(file: Uint8Array, frame: Frame): Promise<Uint8Array> {
  const { data, width, height } = await decoded(file)
  expect({ width, height }).toEqual({ width: frame.width, height: frame.height })
  const rows: Uint8Array[] = []
  for await (const { planes } of readVp8l(byteInput(file.subarray(20)).chunks(), frame, openKernel()))
    for (const strip of planes) rows.push(strip.rows.slice(0, strip.count * strip.stride))
  expect(Buffer.concat(rows).equals(data)).toBe(true)
  return data
}

/** Maximum change of a channel at a strength. */
const maxChange = (strength: number) => 2 ** (strength - 1)

/**
 * Returns the maximum change in a visible color, or `Infinity` if alpha or a visible border pixel
 * has changed.
 */
function changeOf(frame: Frame, pixels: Uint8Array): number {
  const { data, width, height } = frame
  let most = 0
  for (let at = 0; at < data.length; at++) {
    const alpha = data[at | 3] ?? 0
    if ((pixels[at | 3] ?? 0) !== alpha) return Number.POSITIVE_INFINITY
    if (alpha === 0) continue
    const change = Math.abs((pixels[at] ?? 0) - (data[at] ?? 0))
    const [x, y] = [(at >> 2) % width, Math.floor((at >> 2) / width)]
    const isBorder = x === 0 || y === 0 || x === width - 1 || y === height - 1
    if (isBorder && change > 0) return Number.POSITIVE_INFINITY
    most = Math.max(most, change)
  }
  return most
}

const SIZES = [
  [1, 1],
  [2, 7],
  [3, 3],
  [4, 3],
  [5, 40],
  [1, 300],
  [300, 2],
  [31, 33],
  [129, 65],
] as const

describe('near-lossless pixels', () => {
  test.each(SIZES)('change by at most half a step: %d x %d', async (width, height) => {
    const frames = [
      makePicture(width, height, { noise: 12 }),
      makePicture(width, height, { noise: 255, alpha: 'soft' }),
      speckled(width, height),
    ]
    for (const strength of STRENGTHS) {
      for (const frame of frames) {
        const pixels = await pixelsOf(encode(frame, strength), frame)
        expect(changeOf(frame, pixels)).toBeLessThanOrEqual(maxChange(strength))
      }
    }
  })

  it('change by at most half a step: any picture', async () => {
    const pictures = fc
      .record({
        width: fc.integer({ min: 1, max: 50 }),
        height: fc.integer({ min: 1, max: 50 }),
        seed: fc.nat(1e6),
        amplitude: fc.integer({ min: 0, max: 255 }),
        slope: fc.integer({ min: 0, max: 40 }),
        alpha: fc.constantFrom('opaque', 'noisy', 'cut out'),
      })
      .map(({ width, height, seed, amplitude, slope, alpha }) =>
        painted(width, height, (x, y, index) => {
          const random = noise(seed + (y * width + x) * 4 + index)
          if (index === 3 && alpha === 'opaque') return 255
          if (index === 3 && alpha === 'cut out') return random & 8 ? 255 : 0
          return Math.min(255, ((x + y * index) * slope) / 8 + (random % (amplitude + 1)))
        }),
      )
    await fc.assert(
      fc.asyncProperty(pictures, fc.constantFrom(...STRENGTHS), async (frame, strength) => {
        const pixels = await pixelsOf(encode(frame, strength), frame)
        expect(changeOf(frame, pixels)).toBeLessThanOrEqual(maxChange(strength))
      }),
      { numRuns: runs(80) },
    )
  })

  it('change by as much as they may where a picture is busy', async () => {
    const frame = makePicture(90, 70, { noise: 160 })
    for (const strength of STRENGTHS) {
      const pixels = await pixelsOf(encode(frame, strength), frame)
      expect(changeOf(frame, pixels)).toBe(maxChange(strength))
    }
  })

  it('are multiples of the step where no predictor helps', async () => {
    const frame = speckled(60, 50)
    for (const strength of STRENGTHS) {
      const pixels = await pixelsOf(encode(frame, strength), frame)
      const inner = painted(58, 48, (x, y, index) => pixels[((y + 1) * 60 + x + 1) * 4 + index] ?? 0).data
      const others = inner.filter((value) => value % 2 ** strength !== 0 && value !== 255)
      expect(others.length).toBeLessThan(inner.length / 100)
    }
  })

  it('stay exact in smooth areas', async () => {
    const frame = painted(100, 60, (x, y, index) => {
      if (index === 3) return 255
      return x < 50 ? (x + y * 2 + 40 * index) >> 2 : noise((y * 100 + x) * 4 + index) & 255
    })
    for (const strength of STRENGTHS) {
      const pixels = await pixelsOf(encode(frame, strength), frame)
      const left = ({ data }: Pick<Frame, 'data'>) =>
        painted(43, 60, (x, y, index) => data[(y * 100 + x) * 4 + index] ?? 0)
      expect(left({ data: pixels }).data).toEqual(left(frame).data)
      expect(changeOf(frame, pixels)).toBe(maxChange(strength))
    }
  })

  it('stay exact with a palette', async () => {
    const frame = painted(80, 60, (x, y, index) => (index === 3 ? 255 : (noise(x + y * 80) % 4) * 40 + index))
    for (const strength of STRENGTHS)
      expect(await pixelsOf(encode(frame, strength), frame)).toEqual(new Uint8Array(frame.data))
  })

  it('take no bytes for the colors of transparent pixels', () => {
    const cut = (isNoisy: boolean) =>
      painted(200, 100, (x, y, index) => {
        const isOutside = x > 100
        if (index === 3) return isOutside ? 0 : 255
        return isOutside && !isNoisy ? 0 : noise((y * 200 + x) * 4 + index) & 255
      })
    for (const strength of STRENGTHS) {
      const [noisy, black] = [encode(cut(true), strength), encode(cut(false), strength)]
      expect(Buffer.compare(noisy, black)).toBe(0)
    }
  })
})

describe('a near-lossless file', () => {
  it('is the same each time, whatever the kernel encoded before', () => {
    const { kernel, picture } = inKernel(makePicture(70, 50, { noise: 40, alpha: 'soft' }))
    encodeLossless(picture, kernel, 5)
    const frame = makePicture(90, 70, { noise: 20 })
    const again = inKernel(frame)
    const first = encode(frame, 3)
    expect(Buffer.compare(encodeLossless(again.picture, again.kernel, 3), first)).toBe(0)
    const exact = inKernel(frame)
    expect(encodeLossless(exact.picture, exact.kernel)).toEqual(encode(frame, 0))
  })

  it('has fewer bytes at a greater strength', () => {
    const frame = makePicture(200, 150, { noise: 60 })
    const sizes = [0, ...STRENGTHS].map((strength) => encode(frame, strength).length)
    expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => b - a))
  })

  it('has at most the planned number of bytes', () => {
    for (const [width, height] of SIZES) {
      const frame = makePicture(width, height, { noise: 255, alpha: 'soft' })
      for (const strength of STRENGTHS)
        expect(encode(frame, strength).length).toBeLessThanOrEqual(losslessOutput(frame, true))
    }
  })
})

test.each([
  [100, 0],
  [99, 1],
  [80, 1],
  [79, 2],
  [60, 2],
  [59, 3],
  [20, 4],
  [19, 5],
  [1, 5],
])('quality %d has the strength %d', (quality, strength) => {
  expect(nearStrength({ lossless: false, nearLossless: true, quality })).toBe(strength)
  expect(nearStrength({ lossless: true, nearLossless: true, quality })).toBe(0)
  expect(nearStrength({ lossless: false, nearLossless: false, quality })).toBe(0)
})

test('never loads or stores outside its memory blocks', async () => {
  const pictures = [
    ...SIZES.map(([width, height]) => makePicture(width, height, { noise: 90, alpha: 'soft' })),
    ...SIZES.map(([width, height]) => speckled(width, height)),
    painted(90, 40, (x, y, index) => (index === 3 ? (x & 4) * 60 : noise(x + y * index) & 255)),
  ]
  for (const [at, frame] of pictures.entries()) {
    const strength = STRENGTHS[at % 5] ?? 1
    const { result, side } = await guarded(() => encode(frame, strength))
    expect(side).toBeGreaterThan(frame.data.length / 4)
    expect(changeOf(frame, (await decoded(result)).data)).toBeLessThanOrEqual(maxChange(strength))
  }
})
