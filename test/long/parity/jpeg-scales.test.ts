import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { addGrain } from '../../../bench/grain.ts'
import { type Raster, resampleLanczos } from '../../../bench/lanczos.ts'
import { lumaOf } from '../../../bench/reference.ts'
import { ssim } from '../../../bench/ssim.ts'
import { landscape } from '../../../samples/landscape.ts'
import { decodeScaleFor } from '../../../src/engine/formats/decode-scales.ts'
import { transformed } from '../../support/engine/transformed.ts'
import { EIGHTHS } from '../../support/jpeg/kernel.ts'
import { psnr } from '../../support/picture/psnr.ts'
import { randomNumbers } from '../../support/properties/random.ts'
import { spreadRows } from '../../support/properties/runs.ts'

/** Neither side is a multiple of 8, the block side. */
const SIZE = { width: 703, height: 469 }
const GRAIN = 2

const files: Uint8Array[] = []
let whole: Raster

async function rgbOf(file: Uint8Array): Promise<Raster> {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, channels: 3, data }
}

beforeAll(async () => {
  const { data } = landscape(SIZE.width, SIZE.height)
  addGrain(data, GRAIN)
  const image = sharp(data, { raw: { ...SIZE, channels: 4 } }).removeAlpha()
  for (const progressive of [false, true])
    files.push(await image.jpeg({ quality: 88, progressive }).toBuffer())
  whole = await rgbOf(files[0] as Uint8Array)
})

/** Returns the luma of the full decode, resampled in double precision. */
function expected(width: number, height: number): Float64Array {
  const read = Float64Array.from({ length: 256 }, (_, value) => value)
  const clamp = (value: number) => Math.min(255, Math.max(0, value))
  return lumaOf(resampleLanczos(whole, width, height, read).map(clamp))
}

describe.each(spreadRows(EIGHTHS, 4))('a JPEG decoded at %i/8', (decodeScale) => {
  // The largest output width for which this scale is chosen.
  const width = Math.floor((SIZE.width * decodeScale) / 16) - 1

  it(`looks like the full decode at ${width} pixels wide`, async () => {
    const height = Math.round((SIZE.height * width) / SIZE.width)
    expect(decodeScaleFor('jpeg', Math.min(SIZE.width / width, SIZE.height / height))).toBe(decodeScale)
    const reference = expected(width, height)
    const [ours, progressive] = await Promise.all(
      files.map(async (file) => rgbOf((await transformed(file, { width, height, format: 'png' })).body)),
    )
    const theirs = await rgbOf(await sharp(files[0]).resize(width, height).png().toBuffer())
    const likeness = ({ data }: Raster) => ssim(lumaOf(data), reference, width, height)
    if (!ours || !progressive) throw new Error('a picture is missing')
    expect(likeness(ours)).toBeGreaterThanOrEqual(0.995)
    expect(likeness(ours)).toBeGreaterThanOrEqual(likeness(theirs) - 0.0005)
    expect(progressive.data).toEqual(ours.data)
  })
})

/** Returns Cb and Cr of RGB by Rec. 601. */
function chromaOf(rgb: ArrayLike<number>): Float64Array {
  const at = (index: number) => rgb[index] as number
  const luma = lumaOf(rgb)
  return Float64Array.from({ length: (2 * rgb.length) / 3 }, (_, index) => {
    const pixel = index >> 1
    const [channel, scale] = index % 2 === 0 ? [2, 1.772] : [0, 1.402]
    return (at(pixel * 3 + channel) - (luma[pixel] as number)) / scale
  })
}

describe('chroma of a noisy 4:2:0 picture', () => {
  const NOISE = 12
  let noisy: Uint8Array

  beforeAll(async () => {
    const { data } = landscape(SIZE.width, SIZE.height)
    const next = randomNumbers(7)
    const random = () => next() / 2 ** 32
    for (let at = 0; at < data.length; at++) {
      const grain = random() + random() + random() - 1.5
      data[at] = Math.min(255, Math.max(0, Math.round((data[at] as number) + 2 * NOISE * grain)))
    }
    const image = sharp(data, { raw: { ...SIZE, channels: 4 } }).removeAlpha()
    noisy = await image.jpeg({ quality: 90 }).toBuffer()
  })

  // The minimum is about 3 dB above the result when chroma is decoded at the luma scale
  // (2026-11-29).
  it.each([
    [0.12, 52],
    [0.18, 52],
    [0.24, 52],
    [0.3, 50.5],
  ])('is resampled by a ratio of %d like the chroma of the full decode', async (ratio, least) => {
    const [width, height] = [Math.round(SIZE.width * ratio), Math.round(SIZE.height * ratio)]
    const read = Float64Array.from({ length: 256 }, (_, value) => value)
    const exact = chromaOf(resampleLanczos(await rgbOf(noisy), width, height, read))
    const { body } = await transformed(noisy, { width, height, fit: 'fill', format: 'png' })
    const theirs = await rgbOf(await sharp(noisy).resize(width, height, { fit: 'fill' }).png().toBuffer())
    const ours = psnr(chromaOf((await rgbOf(body)).data), exact)
    expect(ours).toBeGreaterThan(least)
    expect(ours).toBeGreaterThan(psnr(chromaOf(theirs.data), exact) - 2.5)
  })
})
