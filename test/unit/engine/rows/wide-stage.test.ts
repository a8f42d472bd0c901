import { expect, test } from 'vitest'
import { lighthouse } from '../../../../samples/lighthouse.ts'
import {
  type ColorSpace,
  colorConversion,
  nonSrgbSpace,
  SRGB,
} from '../../../../src/engine/color/conversion.ts'
import { apply } from '../../../../src/engine/color/matrix.ts'
import { fromSrgb, toSrgb } from '../../../../src/engine/color/transfer.ts'
import { decoders } from '../../../../src/engine/formats/codecs.ts'
import { perform, type Step } from '../../../../src/engine/ops/operations.ts'
import type { Frame, Picture } from '../../../../src/engine/picture/picture.ts'
import { makePlan } from '../../../../src/engine/plan/make-plan.ts'
import { resample } from '../../../../src/engine/rows/resample.ts'
import type { Resize } from '../../../../src/engine/rows/resize.ts'
import { rgba } from '../../../../src/engine/rows/rgba.ts'
import { coloredPlan } from '../../../../src/engine/transform/colored-plan.ts'
import { openKernel, view } from '../../../../src/engine/wasm/kernel.ts'
import { be32, pngChunk } from '../../../support/bytes/image-writers.ts'
import { meanDeltaE } from '../../../support/color/delta-e.ts'
import { PROFILES } from '../../../support/color/icc-writer.ts'
import { byteInput } from '../../../support/engine/byte-input.ts'
import { headerOf } from '../../../support/engine/decode-whole.ts'
import { intentOf } from '../../../support/engine/transformed.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { iccpChunk } from '../../../support/metadata/embed-profile.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { resampleReference } from '../../../support/picture/resample-reference.ts'
import { type PngPicture, pngFile, pngPicture, pngPixels } from '../../../support/png/writer.ts'
import { randomNumbers } from '../../../support/properties/random.ts'

/** Returns 16-bit levels that lie slightly below to slightly above each 8-bit level. */
function refined(
  { width, height, data }: Frame,
  colorType: number,
  of: (sample: number) => number,
): PngPicture {
  const random = randomNumbers(width)
  const kept = { 0: [0], 2: [0, 1, 2], 4: [1, 3], 6: [0, 1, 2, 3] }[colorType] ?? []
  const samples = Uint16Array.from(
    Array.from({ length: width * height }, (_, pixel) =>
      kept.map((channel) => [pixel, channel] as const),
    ).flat(),
    ([pixel, channel]) => {
      const sample = ((data[4 * pixel + channel] ?? 0) + random() / 2 ** 32 - 0.5) / 255
      const within = Math.min(Math.max(sample, 0), 1)
      return Math.round(65_535 * (channel === 3 ? within : of(within)))
    },
  )
  return pngPicture(colorType, 16, width, height, { samples })
}

const same = (sample: number) => sample
const PHOTO = lighthouse(90, 120)
const GLASS = makePicture(100, 60, { alpha: 'soft', noise: 20 })

const DUSK = pngPicture(2, 16, 200, 40, {
  samples: Uint16Array.from(
    { length: 200 * 40 * 3 },
    (_, at) => 4 * (Math.floor(at / 3) % 200) + 50 * (at % 3),
  ),
})

const COLORS = {
  'an ICC profile of light': iccpChunk(PROFILES.linearSrgb),
  'a gAMA of light': pngChunk('gAMA', be32(100_000)),
  'a cICP of light': pngChunk('cICP', [1, 8, 0, 1]),
  'a cICP of PQ': pngChunk('cICP', [9, 16, 0, 1]),
  'a gAMA above 1': pngChunk('gAMA', be32(220_000)),
  'Display P3': iccpChunk(PROFILES.displayP3),
  ProPhoto: iccpChunk(PROFILES.proPhoto),
  'gray of 1.8': iccpChunk(PROFILES.gray18),
} as const

interface Case {
  readonly name: string
  readonly picture: PngPicture
  readonly color: keyof typeof COLORS | undefined
  readonly query: string
  readonly most?: number
}

interface Ways {
  readonly how: Resize
  /**
   * Exact samples, unrounded. A sample is `undefined` if its alpha is so low that the color is a
   * quotient of rounding errors.
   */
  readonly exact: readonly (number | undefined)[]
  readonly made: Uint8Array
  /** Samples that are rounded to 8 bits before the conversion to sRGB. */
  readonly rounded: Uint8Array
}

async function ways({ picture, color, query }: Case): Promise<Ways> {
  const file = pngFile(picture, color ? { chunks: [COLORS[color]] } : {})
  const header = headerOf(file)
  const intent = intentOf(query)
  const plan = makePlan(header, intent, file.length, LIMITS)
  const { resize: how, steps, keepsProfile } = coloredPlan(plan, header)
  expect(steps).toEqual([])

  async function pixels(resize: Resize, after: readonly Step[]): Promise<Uint8Array> {
    const kernel = openKernel()
    const decoded = await decoders.png.decode(byteInput(file), header, kernel, 8)
    const small: Picture = rgba(kernel, await resample(kernel, decoded, resize))
    const { planes } = after.reduce((before, step) => perform(kernel, before, step), small)
    return view(kernel, planes[0]?.address ?? 0, 4 * how.size.width * how.size.height).slice()
  }

  const { gamma } = how
  const conversion = keepsProfile ? undefined : colorConversion(header)
  const after: Step[] = []
  if (gamma) after.push({ op: 'gamma', args: { gamma: 1 / gamma } })
  if (conversion) after.push({ op: 'convert', args: conversion })
  return {
    how,
    exact: exactly(picture, how, (keepsProfile ? undefined : nonSrgbSpace(header)) ?? SRGB),
    made: await pixels(how, []),
    rounded: await pixels({ ...how, space: undefined }, after),
  }
}

const clamp = (value: number) => (value > 0 ? Math.min(value, 1) : 0)

function exactly(picture: PngPicture, how: Resize, { curves, matrix }: ColorSpace): (number | undefined)[] {
  const { width, height } = picture
  const { weighted, size, gamma = 1 } = how
  const levels = Array.from(new Uint16Array(pngPixels(picture).buffer), (level) => level / 65_535)
  const raised = levels.map((level, at) => {
    if (at % 4 === 3) return level
    return level ** gamma * (weighted ? (levels[at | 3] ?? 0) : 1)
  })
  const plane = { width, height, channels: 4, data: raised }
  const resampled = resampleReference(plane, how.box, size.width, size.height, how.filter)
  return Array.from({ length: size.width * size.height }, (_, pixel) => {
    const [r = 0, g = 0, b = 0, alpha = 0] = resampled.subarray(4 * pixel, 4 * pixel + 4)
    if (weighted && alpha < 0.005) return [undefined, undefined, undefined, 255 * alpha]
    const [red, green, blue] = [r, g, b].map(
      (value) => clamp(weighted ? value / alpha : value) ** (1 / gamma),
    )
    const [toRed, toGreen, toBlue] = curves
    const light = [clamp(toRed(red ?? 0)), clamp(toGreen(green ?? 0)), clamp(toBlue(blue ?? 0))] as const
    return [...apply(matrix, light).map((value) => 255 * toSrgb(clamp(value))), 255 * alpha]
  }).flat()
}

/** Returns the maximum error beyond the half level of rounding. */
function excess(got: Uint8Array, exact: Ways['exact']): number {
  return exact.reduce<number>((most, value, at) => {
    const limited = Math.min(Math.max(value ?? got[at] ?? 0, 0), 255)
    return Math.max(most, Math.abs((got[at] ?? Number.NaN) - limited) - 0.5)
  }, 0)
}

function deltaE(got: Uint8Array, { exact, how }: Ways): number {
  const data = Uint8Array.from(exact, (value, at) =>
    Math.round(Math.min(Math.max(value ?? got[at] ?? 0, 0), 255)),
  )
  return meanDeltaE({ ...how.size, data }, { ...how.size, data: got })
}

const [SUNLIT, WIDE] = [refined(PHOTO, 2, fromSrgb), refined(PHOTO, 2, same)]
const VEIL = refined(GLASS, 6, fromSrgb)

const CASES: readonly Case[] = [
  { name: 'dusk, as large', picture: DUSK, color: 'a gAMA of light', query: '' },
  { name: 'dusk, down', picture: DUSK, color: 'an ICC profile of light', query: 'width=77' },
  { name: 'dusk, up', picture: DUSK, color: 'a cICP of light', query: 'width=300' },
  { name: 'a photo of light', picture: SUNLIT, color: 'a gAMA of light', query: 'width=40' },
  { name: 'one of Display P3', picture: WIDE, color: 'Display P3', query: 'width=40' },
  { name: 'one of ProPhoto', picture: WIDE, color: 'ProPhoto', query: 'width=120' },
  { name: 'one of PQ', picture: WIDE, color: 'a cICP of PQ', query: 'width=40', most: 0.1 },
  { name: 'one that is steep at 0', picture: WIDE, color: 'a gAMA above 1', query: 'width=40' },
  { name: 'gray', picture: refined(PHOTO, 0, same), color: 'gray of 1.8', query: 'width=40' },
  { name: 'gray and alpha', picture: refined(GLASS, 4, same), color: 'gray of 1.8', query: 'width=40' },
  { name: 'soft alpha, as large', picture: VEIL, color: 'a gAMA of light', query: '' },
  { name: 'soft alpha, down', picture: VEIL, color: 'a gAMA of light', query: 'width=40' },
  { name: 'soft alpha, up', picture: VEIL, color: 'a gAMA of light', query: 'width=170' },
  { name: 'sRGB by a power', picture: WIDE, color: undefined, query: 'width=40&gamma=2.2' },
  {
    name: 'gray by a power',
    picture: refined(PHOTO, 0, same),
    color: 'gray of 1.8',
    query: 'width=40&gamma=3',
  },
  { name: 'light by a power', picture: DUSK, color: 'a gAMA of light', query: 'width=77&gamma=1.8' },
  { name: 'kept P3 by a power', picture: WIDE, color: 'Display P3', query: 'width=40&gamma=2&metadata=1' },
]

test.each(CASES)('gives the exact samples, rounded once: $name', async (one) => {
  const all = await ways(one)
  expect(excess(all.made, all.exact)).toBeLessThan(one.most ?? 0.005)
  expect(deltaE(all.made, all)).toBeLessThan(0.002)
  expect(deltaE(all.rounded, all)).toBeGreaterThan(0.05)
})

test('keeps all steps of a dark gradient', async () => {
  const all = await ways({ name: 'dusk', picture: DUSK, color: 'a gAMA of light', query: '' })
  const steps = (pixels: Uint8Array) => new Set(pixels.filter((_, at) => at % 4 === 0)).size
  const exact = Uint8Array.from(all.exact, (value) => Math.round(value ?? 0))
  expect(steps(all.made)).toBe(steps(exact))
  expect(steps(all.rounded)).toBeLessThan(steps(exact) / 5)
})
