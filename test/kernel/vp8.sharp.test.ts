import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { makePicture } from '../support/picture/pictures.ts'
import { encodeWebp, WEBP_OPTIONS, webpFile } from '../support/webp/vp8-frames.ts'
import { decodeVp8, VP8_STATUS, vp8Frame } from '../support/webp/vp8-kernel.ts'
import { rgbBySharp, rgbOf } from '../support/webp/vp8-reference.ts'
import { type Vp8Spec, writeVp8 } from '../support/webp/vp8-writer.ts'

/** Compares a file with libwebp, whose RGB depends on the samples of all planes. */
async function expectSame(file: Uint8Array): Promise<void> {
  const { status, planes } = decodeVp8(vp8Frame(file))
  expect(status).toBe(VP8_STATUS.done)
  expect(Buffer.compare(rgbOf(planes), await rgbBySharp(file))).toBe(0)
}

const SIZES = [
  [1, 1],
  [1, 40],
  [40, 1],
  [2, 2],
  [15, 17],
  [16, 16],
  [17, 15],
  [31, 33],
  [48, 64],
  [129, 77],
] as const

describe('the planes of a lossy WebP', () => {
  it.each(SIZES)('equal those of libwebp: sharp, %d × %d', async (width, height) => {
    const { data } = makePicture(width, height, { noise: 30 })
    for (const quality of [1, 30, 75, 100]) {
      const image = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
      await expectSame(
        await image.webp({ quality, smartSubsample: quality === 30, effort: quality % 7 }).toBuffer(),
      )
    }
  })

  it.each(Object.entries(WEBP_OPTIONS))('equal those of libwebp: a file %s', async (_, options) => {
    for (const [width, height] of [
      [85, 70],
      [16, 100],
    ] as const)
      await expectSame(await encodeWebp(width, height, options))
  })

  const MILD = new Map(Array.from({ length: 1056 / 11 }, (_, context) => [11 * context + 3, 254]))
  const SPECS: Readonly<Record<string, Partial<Vp8Spec>>> = {
    'without anything': {},
    'of the smallest steps': { step: 0, stepDeltas: [-15, -3, -1, 0, -9], level: 20 },
    'of the largest steps': { step: 127, stepDeltas: [15, 1, 2, 15, 15], probabilities: MILD, level: 63 },
    'with version 3, scaling, color space and clamping': {
      version: 3,
      scaling: 2,
      colorSpace: 1,
      clamping: 1,
    },
    'with the simple filter': { simple: true, level: 33, sharpness: 2 },
    'with the normal filter of high levels': { level: 50, sharpness: 6, probabilities: MILD, step: 3 },
    'with the normal filter of low levels': { level: 9, probabilities: MILD, step: 3 },
    'with deltas of the filter': {
      level: 20,
      deltas: { references: [7, 1, 2, 3], modes: [-12, 4, 5, 6] },
      probabilities: MILD,
      step: 3,
    },
    'with deltas that turn the filter off': {
      level: 5,
      deltas: { references: [-63, 0, 0, 0], modes: [8, 0, 0, 0] },
    },
    'with deltas that stay': { level: 20, deltas: 'kept' },
    'with segments that replace': {
      level: 1,
      segments: {
        map: [100, 255, 60],
        data: { absolute: true, steps: [0, 40, 9, 127], levels: [0, 63, 20, 5] },
      },
      probabilities: MILD,
    },
    'with segments that add': {
      level: 20,
      segments: {
        map: [128, 128, 128],
        data: { absolute: false, steps: [-30, 5, 100, 0], levels: [-30, 0, 63, 4] },
      },
      probabilities: MILD,
    },
    'with segments without a map': {
      segments: { data: { absolute: true, steps: [10, 99, 99, 99], levels: [12, 63, 63, 63] } },
      level: 3,
    },
    'with segments without values': { segments: { map: [9, 200, 90] }, level: 30 },
    'without many coefficients': { skip: 90, level: 30, probabilities: MILD },
    'with eight partitions': { partitions: 3, skip: 200 },
    'with probabilities of 0': { probabilities: new Map([...Array(40).keys()].map((i) => [26 * i, 0])) },
  }
  it.each(Object.entries(SPECS))('equal those of libwebp: random frames %s', async (_, spec) => {
    for (const [width, height, seed] of [
      [70, 93, 1],
      [33, 40, 2],
      [5, 150, 3],
    ] as const)
      await expectSame(webpFile(writeVp8({ ...spec, width, height, seed })))
  })
})

it('decodes the same planes for any chunks of the frame', async () => {
  for (const partitions of [0, 3]) {
    const frame = vp8Frame(await encodeWebp(150, 90, { partitions, quality: 97, low_memory: 1 }))
    const whole = decodeVp8(frame, { cuts: [frame.length] })
    expect(whole.status).toBe(VP8_STATUS.done)
    for (const cuts of [[1], [0, 7, 100], [32_768], [3000, 1]])
      expect(decodeVp8(frame, { cuts })).toEqual(whole)
  }
})

it('gives bands with matching rows of luma and chroma', async () => {
  for (const height of [1, 8, 9, 16, 17, 24, 25, 63]) {
    const { rows, planes } = decodeVp8(vp8Frame(await encodeWebp(40, height, {})))
    expect(rows).toEqual(planes.map(({ height }) => height))
  }
})
