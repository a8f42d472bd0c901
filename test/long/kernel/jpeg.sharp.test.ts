import sharp, { type JpegOptions, type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { type Decoded, decode, EIGHTHS, STATUS, samplesOf } from '../../support/jpeg/kernel.ts'
import {
  apart,
  type Factors,
  interleaved,
  progression,
  QUANT,
  randomComponents,
} from '../../support/jpeg/pictures.ts'
import { segment, writeJpeg } from '../../support/jpeg/writer.ts'
import { psnr } from '../../support/picture/psnr.ts'

const SIZES = [
  [1, 1],
  [16, 8],
  [203, 131],
] as const

function scene(width: number, height: number, channels: 1 | 3 | 4 = 3): Sharp {
  const data = Buffer.alloc(width * height * channels)
  for (let i = 0; i < data.length; i++) {
    const [x, y, c] = [Math.floor(i / channels) % width, Math.floor(i / channels / width), i % channels]
    const edge = (x >> 4) + (y >> 5) + c
    data[i] = 110 + 50 * Math.sin(x / (9 + c) + y / 13) + (edge % 3) * 14 + ((x * 31 + y * 17 + c * 7) % 5)
  }
  return sharp(data, { raw: { width, height, channels } })
}

const reference = (file: Uint8Array) => sharp(file, { failOn: 'none' }).raw().toBuffer()

const clamp = (value: number) => Math.min(255, Math.max(0, Math.round(value)))

/** Converts Y, Cb and Cr to RGB by T.871 clause 7. */
const toRgb = ([y = 0, cb = 0, cr = 0]: readonly number[]) =>
  [y + 1.402 * (cr - 128), y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128), y + 1.772 * (cb - 128)].map(
    clamp,
  )

/**
 * Interleaves the planes.
 * @param convert maps one sample from each plane to the samples in a pixel
 */
function interleave(
  { planes }: Decoded,
  convert: (samples: readonly number[]) => readonly number[],
): number[] {
  return Array.from(planes[0]?.data ?? []).flatMap((_, i) =>
    convert(planes.map(({ data }) => data[i] as number)),
  )
}

const encode = (image: Sharp, options: JpegOptions) => image.jpeg(options).toBuffer()

describe.each([
  ['baseline', {}],
  ['progressive', { progressive: true }],
  ['optimized', { progressive: true, mozjpeg: true }],
])('a JPEG, %s, compared with libjpeg', (_, options) => {
  it.each([1, 40, 75, 92, 100])('matches in color at quality %i', async (quality) => {
    for (const [width, height] of SIZES) {
      const file = await encode(scene(width, height), { quality, chromaSubsampling: '4:4:4', ...options })
      const decoded = decode(file)
      expect(decoded).toMatchObject({ status: STATUS.done, width, height, color: 1 })
      expect(psnr(interleave(decoded, toRgb), await reference(file))).toBeGreaterThan(55)
    }
  })

  it('matches in gray', async () => {
    for (const [width, height] of SIZES) {
      const file = await encode(scene(width, height).toColourspace('b-w'), { quality: 85, ...options })
      const decoded = decode(file)
      expect(decoded).toMatchObject({ status: STATUS.done, color: 0 })
      const expected = await sharp(file).toColourspace('b-w').raw().toBuffer()
      const samples = samplesOf(decoded)
      const distances = [...samples.keys()].map((i) =>
        Math.abs((samples[i] ?? 0) - (expected[i] ?? Number.NaN)),
      )
      expect(Math.max(...distances)).toBeLessThanOrEqual(1)
    }
  })

  it('matches with subsampled chroma of a flat color, which any enlargement keeps', async () => {
    const [width, height] = [203, 131]
    const gray = await scene(width, height, 1).raw().toBuffer()
    const tinted = Buffer.from(Array.from(gray).flatMap((y) => toRgb([70 + y / 3, 140, 120])))
    const image = sharp(tinted, { raw: { width, height, channels: 3 } })
    const file = await encode(image, { quality: 90, chromaSubsampling: '4:2:0', ...options })
    const decoded = decode(file)
    const [luma, ...chroma] = decoded.planes
    expect(chroma.map((plane) => [plane.width, plane.height])).toEqual([
      [102, 66],
      [102, 66],
    ])
    const [cb, cr] = chroma.map(({ data }) => data.reduce((sum, sample) => sum + sample, 0) / data.length)
    const rgb = Array.from(luma?.data ?? []).flatMap((y) => toRgb([y, cb ?? 0, cr ?? 0]))
    expect(psnr(rgb, await reference(file))).toBeGreaterThan(50)
  })
})

it.each(['4:4:4', '4:2:0'])(
  'decodes progressive scans of %s exactly as one scan, at every scale',
  async (chromaSubsampling) => {
    const options = { quality: 88, chromaSubsampling, optimizeCoding: true }
    const baseline = await encode(scene(203, 131), options)
    for (const more of [{ progressive: true }, { progressive: true, optimizeScans: true }]) {
      const progressive = await encode(scene(203, 131), { ...options, ...more })
      for (const eighths of EIGHTHS) {
        const [a, b] = [decode(baseline, eighths), decode(progressive, eighths)]
        expect([a.progressive, b.progressive]).toEqual([false, true])
        expect(samplesOf(b).equals(samplesOf(a))).toBe(true)
      }
    }
  },
)

describe('a generated JPEG, compared with libjpeg', () => {
  const size = { width: 77, height: 51 }
  const full: Factors = [
    [1, 1],
    [1, 1],
    [1, 1],
  ]
  const spec = { ...size, components: randomComponents(size, full, 5), quant: QUANT, scans: interleaved(3) }
  it.each([
    ['one scan', spec],
    ['restart markers', { ...spec, scans: interleaved(3, 3) }],
    ['a scan for each component', { ...spec, scans: apart(3, 4) }],
    ['tables of 16 bits, long codes', { ...spec, words: true, skew: 8 }],
    ['progressive', { ...spec, progressive: true, scans: progression(3) }],
    ['progressive, restart markers', { ...spec, progressive: true, scans: progression(3, 7), skew: 7 }],
  ])('matches: %s', async (_, written) => {
    const file = writeJpeg(written)
    expect(psnr(interleave(decode(file), toRgb), await reference(file))).toBeGreaterThan(55)
  })
})

describe('the color space of a JPEG', () => {
  const size = { width: 24, height: 16 }
  const jfif = segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0])
  const adobe = (transform: number) =>
    segment(0xee, [0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform])
  const file = (count: number, prelude: number[][], ids = [1, 2, 3, 4]) => {
    const factors = Array.from({ length: count }, () => [1, 1] as const)
    const components = randomComponents(size, factors, 9).map((it, i) => ({ ...it, id: ids[i] ?? 0 }))
    return writeJpeg({ ...size, components, quant: QUANT, scans: interleaved(count), prelude })
  }
  const RGB = [0x52, 0x47, 0x42]

  it.each([
    ['no marker', file(3, []), 1],
    ['JFIF', file(3, [jfif]), 1],
    ['JFIF and Adobe', file(3, [jfif, adobe(0)]), 1],
    ['Adobe, no transform', file(3, [adobe(0)]), 2],
    ['Adobe, YCbCr', file(3, [adobe(1)]), 1],
    ['Adobe, another transform', file(3, [adobe(7)]), 1],
    ['components R, G, B', file(3, [], RGB), 2],
    ['components R, G, B in JFIF', file(3, [jfif], RGB), 1],
    ['components 0, 1, 2', file(3, [], [0, 1, 2]), 1],
  ])('is detected: %s', async (_, bytes, color) => {
    const decoded = decode(bytes)
    expect(decoded).toMatchObject({ status: STATUS.done, color, inverted: false })
    const rgb = interleave(decoded, color === 1 ? toRgb : (samples) => samples)
    expect(psnr(rgb, await reference(bytes))).toBeGreaterThan(55)
  })

  it.each([
    ['no marker', file(4, []), 3, false],
    ['Adobe, no transform', file(4, [adobe(0)]), 3, true],
    ['Adobe, YCCK', file(4, [adobe(2)]), 4, true],
  ])('is detected: four components, %s', (_, bytes, color, inverted) => {
    expect(decode(bytes)).toMatchObject({ status: STATUS.done, color, inverted })
  })

  it('is detected in the CMYK of sharp', async () => {
    const bytes = await encode(scene(40, 30).toColourspace('cmyk'), {
      quality: 95,
      chromaSubsampling: '4:4:4',
    })
    const decoded = decode(bytes)
    const expected = await sharp(bytes).pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer()
    const inks = interleave(decoded, (samples) => samples.map((ink) => (decoded.inverted ? 255 - ink : ink)))
    expect(psnr(inks, expected)).toBeGreaterThan(55)
  })
})
