import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { EncodeSettings } from '../../../../../src/engine/formats/codec.ts'
import { encoder } from '../../../../../src/engine/formats/jxl/encoder.ts'
import type { Frame, Picture } from '../../../../../src/engine/picture/picture.ts'
import type { Size } from '../../../../../src/engine/picture/size.ts'
import { view } from '../../../../../src/engine/wasm/kernel.ts'
import { headerOf } from '../../../../support/engine/decode-whole.ts'
import { SETTINGS } from '../../../../support/engine/encode-settings.ts'
import { inKernel } from '../../../../support/engine/operate.ts'
import { decodeJxl, interleave } from '../../../../support/jxl/decoder/decode.ts'
import { frameOfJxl } from '../../../../support/jxl/frame.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { psnr } from '../../../../support/picture/psnr.ts'
import { failure } from '../../../../support/process/failure.ts'

function encode(frame: Frame, chosen: Partial<EncodeSettings> = {}): Promise<Uint8Array> {
  const { kernel, picture } = inKernel({ ...frame, data: frame.data.slice() })
  return encoder.encode(picture, { ...SETTINGS, alpha: true, ...chosen }, kernel)
}

/** Returns a picture's levels. Color levels are multiplied by alpha. */
const onBlack = ({ data }: Frame) =>
  data.map((level, at) => (at % 4 === 3 ? level : Math.round((level * (data[at | 3] ?? 0)) / 255)))

const opaque = makePicture(61, 47, { noise: 6 })
const transparent = makePicture(61, 47, { noise: 6, alpha: 'soft' })

describe.each([
  ['an opaque picture', opaque, false],
  ['a transparent picture', transparent, true],
])('the JPEG XL of %s', (_, picture, alpha) => {
  it.each([{}, { lossless: true }, { nearLossless: true }])(
    'has its size, sRGB colors, and alpha only if needed: %o',
    async (chosen) => {
      expect(headerOf(await encode(picture, chosen))).toMatchObject({
        format: 'jxl',
        width: 61,
        height: 47,
        alpha,
        depth: 8,
        color: undefined,
      })
    },
  )

  it('comes closer to the picture at a higher quality, in more bytes', async () => {
    const files = await Promise.all([10, 40, 70, 90, 100].map((quality) => encode(picture, { quality })))
    const likeness = files.map((file) => psnr(onBlack(frameOfJxl(file)), onBlack(picture)))
    const sizes = files.map(({ length }) => length)
    expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b))
    expect(likeness).toEqual([...likeness].sort((a, b) => a - b))
    expect(likeness.at(-1)).toBeGreaterThan(38)
  })

  it.each(['fast', 'best'] as const)(
    'is the same picture without loss, with the effort %s',
    async (effort) => {
      for (const chosen of [{ lossless: true }, { nearLossless: true }]) {
        const file = await encode(picture, { ...chosen, effort })
        expect(Buffer.compare(frameOfJxl(file).data, picture.data)).toBe(0)
      }
    },
  )
})

test('reduces alpha to the levels of its quality, unless it is lossless', async () => {
  const alphas = (file: Uint8Array) => new Set(frameOfJxl(file).data.filter((_, at) => at % 4 === 3))
  expect(alphas(await encode(transparent, { alphaQuality: 0 })).size).toBe(2)
  expect(alphas(await encode(transparent, { alphaQuality: 100 }))).toEqual(
    new Set(transparent.data.filter((_, at) => at % 4 === 3)),
  )
})

test('leaves out alpha that the plan drops', async () => {
  expect(headerOf(await encode(transparent, { alpha: false }))).toMatchObject({ alpha: false })
})

test.each([
  ['with loss', {}],
  ['without loss', { lossless: true }],
])('names the colors of Display P3: %s', async (_, chosen) => {
  const file = await encode(opaque, { ...chosen, isDisplayP3: true })
  expect(headerOf(file)).toMatchObject({ color: { kind: 'cicp', primaries: 12, transfer: 13 } })
})

test.each<[string, Size, (x: number, y: number) => readonly number[]]>([
  ['one color', { width: 1792, height: 256 }, () => [200, 100, 50, 255]],
  ['one color and half transparent', { width: 2048, height: 256 }, () => [10, 20, 30, 128]],
  [
    'tiles of a logo',
    { width: 1200, height: 800 },
    (x, y) => (((x % 40) - 20) ** 2 + ((y % 40) - 20) ** 2 < 150 ? [230, 40, 30, 255] : [255, 255, 255, 255]),
  ],
])('repeats over several groups: %s', async (_, size, color) => {
  const data = new Uint8Array(size.width * size.height * 4)
  for (let at = 0; at < data.length; at += 4)
    data.set(color((at >> 2) % size.width, Math.floor(at / 4 / size.width)), at)
  for (const effort of ['fast', 'best'] as const) {
    const file = await encode({ ...size, data }, { lossless: true, effort })
    expect(Buffer.compare(frameOfJxl(file).data, data)).toBe(0)
  }
})

test('writes samples of 16 bits in a file of level 10', async () => {
  const size = { width: 37, height: 23 }
  const samples = Uint16Array.from({ length: size.width * size.height * 4 }, (_, at) =>
    at % 4 === 3 ? 65_535 : (at * 2_654_435_761) >>> 16,
  )
  const { kernel, picture } = inKernel({
    ...size,
    width: 2 * size.width,
    data: new Uint8Array(samples.buffer),
  })
  const wide = { ...picture, ...size, layout: 'rgba16' as const }
  const file = await encoder.encode(wide, { ...SETTINGS, lossless: true, depth: 16 }, kernel)
  const decoded = decodeJxl(file)
  expect(decoded.boxes.map(({ type }) => type)).toEqual(['JXL ', 'ftyp', 'jxll', 'jxlc'])
  expect(interleave(decoded, 16)).toEqual(samples.filter((_, at) => at % 4 !== 3))
  expect(headerOf(file)).toMatchObject({ ...size, depth: 16 })
})

test.each([
  ['gray', 1],
  ['ycc', 3],
] as const)('takes the planes of a picture: %s', async (layout, planes) => {
  const size = { width: 40, height: 24 }
  const { kernel, picture } = inKernel({ ...size, data: new Uint8Array(4 * 40 * 24).fill(128) })
  const plane = (index: number) => ({ ...size, address: (picture.planes[0]?.address ?? 0) + index * 40 * 24 })
  const [luma, ...rest] = Array.from({ length: planes }, (_, index) => plane(index))
  view(kernel, luma?.address ?? 0, 40 * 24).set(
    Uint8Array.from({ length: 40 * 24 }, (_, at) => 3 * (at % 40)),
  )
  const planar = { ...size, layout, planes: luma ? [luma, ...rest] : [] }
  const { data } = frameOfJxl(await encoder.encode(planar as Picture, { ...SETTINGS, quality: 95 }, kernel))
  const errors = data.map((value, at) => (at % 4 === 3 ? 0 : Math.abs(value - 3 * ((at >> 2) % 40))))
  expect(Math.max(...errors)).toBeLessThan(6)
})

test('refuses a side that the format does not have', async () => {
  const { kernel, picture } = inKernel({ width: 1, height: 1, data: new Uint8Array(4) })
  await expect(encoder.encode({ ...picture, width: 65_536 }, SETTINGS, kernel)).rejects.toThrow(
    failure('too-large', 'JPEG XL: an image has at most 65535 pixels a side; make it smaller'),
  )
})

// A lossy file has whole blocks of 8 pixels.
test('plans more memory for an output with more blocks', () => {
  const side = fc.integer({ min: 1, max: 4000 })
  const more = fc.integer({ min: 8, max: 4000 })
  fc.assert(
    fc.property(side, side, more, more, fc.boolean(), (width, height, wider, higher, lossless) => {
      const larger = { width: width + wider, height: height + higher }
      const settings = { ...SETTINGS, lossless }
      const memory = (size: Size) => encoder.memory(size, settings) + encoder.maxFile(size, settings)
      expect(memory(larger)).toBeGreaterThan(memory({ width, height }))
    }),
  )
})
