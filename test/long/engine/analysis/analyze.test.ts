import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import {
  type Analysis,
  type AnalysisRequest,
  analysisMemory,
  analyze,
} from '../../../../src/engine/analysis/analyze.ts'
import { PROFILES } from '../../../support/color/icc-writer.ts'
import { analyzed } from '../../../support/engine/analyzed.ts'
import { byteInput } from '../../../support/engine/byte-input.ts'
import { headerOf } from '../../../support/engine/decode-whole.ts'
import { memoriesOf } from '../../../support/isolate/memories.ts'
import { EMBED } from '../../../support/metadata/embed-profile.ts'
import { decoded } from '../../../support/picture/decoded.ts'
import { meanDifference } from '../../../support/picture/differences.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { photograph, scene } from '../../../support/picture/scene.ts'
import { failure } from '../../../support/process/failure.ts'

const PREVIEW: AnalysisRequest = { preview: true }

function bordered(width: number, height: number, border: { x: number; y: number }) {
  const outer = { width: width + 3 * border.x, height: height + 3 * border.y }
  const inner = scene(width, height)
  const data = new Uint8Array(outer.width * outer.height * 4).fill(255)
  for (let row = 0; row < height; row++) {
    const line = inner.data.subarray(row * width * 4, (row + 1) * width * 4)
    data.set(line, ((border.y + row) * outer.width + border.x) * 4)
  }
  return { ...outer, data }
}

const png = ({ width, height, data }: ReturnType<typeof scene>, gray = false) =>
  sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .toColourspace(gray ? 'b-w' : 'srgb')
    .png()
    .toBuffer()

describe('the preview', () => {
  test.each([
    [1600, 1200, 100, 75],
    [90, 33, 90, 33],
    [10, 1500, 1, 100],
    [101, 100, 100, 99],
    [1, 1, 1, 1],
  ])('reduces a picture of %d × %d to %d × %d', async (width, height, wide, high) => {
    const picture = scene(width, height)
    const expected = await sharp(picture.data, { raw: { width, height, channels: 4 } })
      .resize(wide, high, { fit: 'fill', kernel: 'linear' })
      .png()
      .toBuffer()
    for (const file of [await png(picture), await photograph(picture, 1)]) {
      const { preview, trim } = await analyzed(file, PREVIEW)
      expect(trim).toBeUndefined()
      expect(preview && [preview.width, preview.height]).toEqual([wide, high])
      expect(preview && meanDifference(preview, await decoded(expected))).toBeLessThan(2.5)
    }
  })

  test.each([2, 3, 4, 5, 6, 7, 8] as const)('is upright: orientation %d', async (orientation) => {
    const picture = scene(900, 600)
    const { preview: upright } = await analyzed(await photograph(picture, 1), PREVIEW)
    const { preview } = await analyzed(await photograph(picture, orientation), PREVIEW)
    expect(preview && upright && meanDifference(preview, upright)).toBeLessThan(1)
  })

  it('has straight alpha, and colors averaged by alpha', async () => {
    const { width, height, data } = makePicture(300, 200, { alpha: 'soft' })
    const file = await sharp(data, { raw: { width, height, channels: 4 } })
      .webp({ lossless: true })
      .toBuffer()
    const small = await sharp(file).resize(100, 67, { fit: 'fill', kernel: 'linear' }).png().toBuffer()
    const { preview } = await analyzed(file, PREVIEW)
    expect(preview && meanDifference(preview, await decoded(small))).toBeLessThan(2.5)
  })

  it('is in sRGB', async () => {
    const { width, height, data } = makePicture(300, 200)
    const plain = await sharp(data, { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .png()
      .toBuffer()
    const wide = EMBED.png(plain, PROFILES.displayP3, { width, height })
    const small = await sharp(wide).resize(100, 67, { fit: 'fill', kernel: 'linear' }).png().toBuffer()
    const [{ preview }, { preview: other }] = [await analyzed(wide, PREVIEW), await analyzed(plain, PREVIEW)]
    expect(preview && meanDifference(preview, await decoded(small))).toBeLessThan(2.5)
    expect(other && meanDifference(other, await decoded(small))).toBeGreaterThan(2.5)
  })

  it('is computed together with the borders', async () => {
    const picture = bordered(300, 200, { x: 20, y: 30 })
    const file = await png(picture)
    const alone = await analyzed(file, PREVIEW)
    expect(await analyzed(file, { trim: 10, preview: true })).toEqual({
      ...alone,
      trim: { x: 20, y: 30, width: 300, height: 200 },
    })
  })
})

describe.each([1, 2, 3, 4, 5, 6, 7, 8] as const)('the borders, orientation %d', (orientation) => {
  const trimmed = async (picture: ReturnType<typeof scene>) =>
    (await analyzed(await photograph(picture, orientation), { trim: 40, preview: false })).trim

  it('have upright coordinates', async () => {
    const picture = bordered(120, 80, { x: 16, y: 24 })
    expect(await trimmed(picture)).toEqual({ x: 16, y: 24, width: 120, height: 80 })
  })

  it('have the color of the upright top-left corner', async () => {
    const data = new Uint8Array(64 * 48 * 4).fill(20, 0, 64 * 16 * 4).fill(220, 64 * 16 * 4)
    expect(await trimmed({ width: 64, height: 48, data })).toEqual({ x: 0, y: 16, width: 64, height: 32 })
  })
})

it('reports no borders for a picture of few pixels', async () => {
  for (const [width, height] of [
    [1, 1],
    [2, 1],
    [1, 5],
  ] as const) {
    const flat = { width, height, data: new Uint8Array(width * height * 4).fill(255) }
    expect((await analyzed(await png(flat), { trim: 10, preview: false })).trim).toEqual({
      x: 0,
      y: 0,
      width,
      height,
    })
  }
})

test('ignores redacted pixels', async () => {
  const boxes = [{ x: 16, y: 16, width: 160, height: 96 }]
  const found = async (seed: number): Promise<Analysis> => {
    const picture = makePicture(400, 300, { noise: 20 })
    for (let y = 16; y < 112; y++) picture.data.fill(seed, (y * 400 + 16) * 4, (y * 400 + 176) * 4)
    return analyzed(await png(picture), { trim: 20, preview: true }, boxes)
  }
  expect(await found(10)).toEqual(await found(250))
})

test('reports a file that ends early as corrupt', async () => {
  const file = await photograph(scene(300, 200), 1)
  const cut = file.subarray(0, file.length * 0.7)
  for (const request of [PREVIEW, { trim: 10, preview: false }])
    await expect(analyzed(cut, request)).rejects.toEqual(failure('corrupt'))
})

describe('the analysis', () => {
  const shapes = { jpeg: [2000, 1400], png: [1500, 1000], webp: [600, 400] } as const
  const requests: readonly AnalysisRequest[] = [
    PREVIEW,
    { trim: 10, preview: false },
    { trim: 10, preview: true },
  ]
  test.each(['jpeg', 'png', 'webp'] as const)('takes at most the planned memory: %s', async (format) => {
    const [width, height] = shapes[format]
    const { data } = makePicture(width, height, { alpha: format === 'jpeg' ? 'none' : 'soft' })
    const file = await sharp(data, { raw: { width, height, channels: 4 } })
      [format]()
      .toBuffer()
    for (const request of requests) {
      const header = headerOf(file)
      const { bytes } = await memoriesOf(() => analyze(byteInput(file), header, request, []))
      const planned = analysisMemory(header, file.length, request)
      expect(bytes).toBeLessThanOrEqual(planned)
      if (format === 'jpeg') expect(planned).toBeLessThan(4_000_000)
    }
  })
})
