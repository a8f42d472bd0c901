import { expect, test } from 'vitest'
import { lighthouse } from '../../../../samples/lighthouse.ts'
import { type ColorSpace, nonSrgbSpace, SRGB } from '../../../../src/engine/color/conversion.ts'
import { apply } from '../../../../src/engine/color/matrix.ts'
import { toSrgb } from '../../../../src/engine/color/transfer.ts'
import { decoders } from '../../../../src/engine/formats/codecs.ts'
import { wholeFrame } from '../../../../src/engine/picture/strips.ts'
import { makePlan } from '../../../../src/engine/plan/make-plan.ts'
import { resample } from '../../../../src/engine/rows/resample.ts'
import type { Resize } from '../../../../src/engine/rows/resize.ts'
import { rgba } from '../../../../src/engine/rows/rgba.ts'
import { coloredPlan } from '../../../../src/engine/transform/colored-plan.ts'
import { openKernel, view } from '../../../../src/engine/wasm/kernel.ts'
import { be32, pngChunk } from '../../../support/bytes/image-writers.ts'
import { PROFILES } from '../../../support/color/icc-writer.ts'
import { byteInput } from '../../../support/engine/byte-input.ts'
import { headerOf } from '../../../support/engine/decode-whole.ts'
import { intentOf } from '../../../support/engine/transformed.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { iccpChunk } from '../../../support/metadata/embed-profile.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { resampleReference } from '../../../support/picture/resample-reference.ts'
import { type PngPicture, pngFile, pngPicture, pngPixels } from '../../../support/png/writer.ts'

const COLORS = {
  sRGB: undefined,
  'Display P3': iccpChunk(PROFILES.displayP3),
  ProPhoto: iccpChunk(PROFILES.proPhoto),
  'gray of 1.8': iccpChunk(PROFILES.gray18),
  'a gAMA of light': pngChunk('gAMA', be32(100_000)),
} as const

const PHOTO = lighthouse(90, 120)
const GLASS = makePicture(100, 60, { alpha: 'soft', noise: 20 })

function picture(depth: 8 | 16, colorType: 0 | 2 | 6): PngPicture {
  const { width, height, data } = colorType === 6 ? GLASS : PHOTO
  const kept = { 0: [1], 2: [0, 1, 2], 6: [0, 1, 2, 3] }[colorType]
  const samples = Uint16Array.from({ length: width * height * kept.length }, (_, at) => {
    const code = data[4 * Math.floor(at / kept.length) + (kept[at % kept.length] ?? 0)] ?? 0
    return depth === 8 ? code : 257 * code
  })
  return pngPicture(colorType, depth, width, height, { samples })
}

const clamp = (value: number) => Math.min(Math.max(value, 0), 1)

/**
 * Resizes in double precision and 8-bit units. A sample is `undefined` if its alpha is so low that
 * the color is a quotient of rounding errors.
 */
function exactly(source: PngPicture, how: Resize, { curves, matrix }: ColorSpace): (number | undefined)[] {
  const { width, height, depth } = source
  const pixels = pngPixels(source)
  const most = 2 ** depth - 1
  const levels = Array.from(depth === 16 ? new Uint16Array(pixels.buffer) : pixels, (level) => level / most)
  const channels = levels.length / (width * height)
  const light = Array.from({ length: 4 * width * height }, (_, at) => {
    const pixel = Math.floor(at / 4)
    const alpha = channels === 4 ? (levels[4 * pixel + 3] ?? 0) : 1
    if (at % 4 === 3) return alpha
    const level = levels[channels * pixel + (channels === 1 ? 0 : at % 4)] ?? 0
    return clamp((curves[at % 4] ?? curves[0])(level)) * (how.weighted ? alpha : 1)
  })
  const { width: wide, height: high } = how.size
  const resampled = resampleReference(
    { width, height, channels: 4, data: light },
    how.box,
    wide,
    high,
    how.filter,
  )
  return Array.from({ length: wide * high }, (_, pixel) => {
    const [r = 0, g = 0, b = 0, alpha = 0] = resampled.subarray(4 * pixel, 4 * pixel + 4)
    if (how.weighted && alpha < 0.005) return [undefined, undefined, undefined, 255 * clamp(alpha)]
    const share = how.weighted ? alpha : 1
    const colors = apply(matrix, [r / share, g / share, b / share])
    return [...colors.map((value) => 255 * toSrgb(clamp(value))), 255 * clamp(alpha)]
  }).flat()
}

test.each(
  ([8, 16] as const).flatMap((depth) =>
    (
      [
        [2, 'sRGB', 'width=40'],
        [2, 'sRGB', 'width=300&height=200&fit=fill'],
        [2, 'Display P3', 'width=40'],
        [2, 'ProPhoto', 'width=55&height=30'],
        [2, 'a gAMA of light', 'width=40'],
        [0, 'sRGB', 'width=40'],
        [0, 'gray of 1.8', 'width=40'],
        [6, 'sRGB', 'width=40'],
        [6, 'Display P3', 'width=170'],
      ] as const
    ).map(([colorType, color, query]) => ({ depth, colorType, color, query })),
  ),
)('averages light exactly: $depth bits of type $colorType, $color, $query', async (one) => {
  const source = picture(one.depth, one.colorType)
  const chunk = COLORS[one.color]
  const file = pngFile(source, chunk ? { chunks: [chunk] } : {})
  const header = headerOf(file)
  const plan = makePlan(header, intentOf(`${one.query}&linear=1`), file.length, LIMITS)
  const { resize, steps } = coloredPlan(plan, header)
  expect(steps).toEqual([])
  const kernel = openKernel()
  const decoded = await decoders.png.decode(byteInput(file), header, kernel, 8)
  const { planes } = rgba(kernel, await resample(kernel, decoded, resize))
  const made = view(kernel, planes[0].address, 4 * resize.size.width * resize.size.height)
  const furthest = exactly(source, resize, nonSrgbSpace(header) ?? SRGB).reduce<number>(
    (most, value, at) => Math.max(most, Math.abs((made[at] ?? 0) - (value ?? made[at] ?? 0))),
    0,
  )
  expect(furthest).toBeLessThan(0.52)
})

const CHECKERS = {
  width: 64,
  height: 64,
  data: Uint8Array.from({ length: 64 * 64 * 4 }, (_, at) =>
    at % 4 === 3 || (Math.floor(at / 4) + Math.floor(at / 256)) % 2 === 0 ? 255 : 0,
  ),
}

test.each([
  [true, 188],
  [false, 128],
])('makes a reduced checkerboard, linear: %s, the code %d', async (linear, code) => {
  const kernel = openKernel()
  const { planes } = await resample(kernel, wholeFrame(CHECKERS), {
    box: { x: 0, y: 0, width: 64, height: 64 },
    size: { width: 4, height: 4 },
    filter: 'triangle',
    halved: false,
    turn: { swap: false, mirrorX: false, mirrorY: false },
    weighted: false,
    ...(linear && { light: SRGB }),
  })
  const [pixel = 0] = view(kernel, (planes[0]?.address ?? 0) + 4 * 5, 4)
  expect(Math.abs(pixel - code)).toBeLessThanOrEqual(1)
})
