import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { addGrain } from '../../bench/grain.ts'
import { type Raster, resampleLanczos } from '../../bench/lanczos.ts'
import { lumaOf } from '../../bench/reference.ts'
import { ssim } from '../../bench/ssim.ts'
import { landscape } from '../../samples/landscape.ts'
import { eighthsFor } from '../../src/formats/eighths.ts'
import { EIGHTHS } from '../support/jpeg-kernel.ts'
import { transformed } from '../support/transformed.ts'

/** Neither side is a multiple of a block. */
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

/** The full decode, resampled in double precision. */
function expected(width: number, height: number): Float64Array {
  const read = Float64Array.from({ length: 256 }, (_, value) => value)
  const clamp = (value: number) => Math.min(255, Math.max(0, value))
  return lumaOf(resampleLanczos(whole, width, height, read).map(clamp))
}

describe.each(EIGHTHS)('decoded at %i/8', (eighths) => {
  // The widest output at this scale.
  const width = Math.floor((SIZE.width * eighths) / 16) - 1

  it(`is like the full decode, ${width} pixels wide`, async () => {
    const height = Math.round((SIZE.height * width) / SIZE.width)
    expect(eighthsFor('jpeg', Math.min(SIZE.width / width, SIZE.height / height))).toBe(eighths)
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
