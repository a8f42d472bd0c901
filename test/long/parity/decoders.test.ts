import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { lighthouse } from '../../../samples/lighthouse.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { transformed } from '../../support/engine/transformed.ts'
import { interleaved, QUANT, randomComponents } from '../../support/jpeg/pictures.ts'
import { writeJpeg } from '../../support/jpeg/writer.ts'
import { xmpPacket } from '../../support/metadata/tiff.ts'
import { decoded, rawOf } from '../../support/picture/decoded.ts'
import { psnr } from '../../support/picture/psnr.ts'
import { failure } from '../../support/process/failure.ts'

const PHOTO = lighthouse(120, 160)

const bySignet = async (file: Uint8Array, query = ''): Promise<Frame> =>
  decoded((await transformed(file, `format=png${query}`)).body)

/** Returns the mean and the maximum difference of samples. */
function difference({ data }: Frame, other: Frame): { mean: number; max: number } {
  const apart = data.map((value, at) => Math.abs(value - (other.data[at] ?? Number.NaN)))
  return { mean: apart.reduce((sum, value) => sum + value, 0) / data.length, max: Math.max(...apart) }
}

describe('the halved chroma of a JPEG', () => {
  const encoded = () =>
    sharp(PHOTO.data, rawOf(PHOTO)).jpeg({ quality: 95, chromaSubsampling: '4:2:0' }).toBuffer()

  it('is enlarged with triangles, as in sharp and browsers, if the filter is a triangle', async () => {
    const file = await encoded()
    const { mean, max } = difference(await bySignet(file, '&filter=triangle'), await decoded(file))
    expect(mean).toBeLessThan(0.2)
    expect(max).toBeLessThanOrEqual(6)
  })

  it('is enlarged with Lanczos otherwise, which is closer to the original', async () => {
    const file = await encoded()
    const [ours, theirs] = [await bySignet(file), await decoded(file)]
    expect(difference(ours, theirs).max).toBeGreaterThan(10)
    expect(psnr(ours.data, PHOTO.data)).toBeGreaterThan(psnr(theirs.data, PHOTO.data))
  })
})

it('decodes RGB with a halved third component as sharp does', async () => {
  const size = { width: 96, height: 64 }
  const factors = [
    [2, 2],
    [2, 2],
    [1, 1],
  ] as const
  const components = randomComponents(size, factors, 11).map((component, index) => ({
    ...component,
    id: 'RGB'.charCodeAt(index),
  }))
  const file = writeJpeg({ ...size, components, quant: QUANT, scans: interleaved(3) })
  expect(difference(await bySignet(file, '&filter=triangle'), await decoded(file)).mean).toBeLessThan(0.3)
})

it('refuses a JPEG with a damaged restart interval, as sharp does by default', async () => {
  const size = { width: 96, height: 64 }
  const components = randomComponents(size, [[1, 1]], 5)
  const file = writeJpeg({ ...size, components, quant: QUANT, scans: interleaved(1, 12) })
  await expect(transformed(file, 'format=png')).resolves.toBeDefined()
  const end = Buffer.from(file).indexOf(Uint8Array.of(0xff, 0xd0))
  const damaged = file.map((byte, at) => (at >= end - 20 && at < end ? 0xfe : byte))
  await expect(transformed(damaged, 'format=png')).rejects.toThrow(failure('corrupt'))
  await expect(decoded(damaged)).rejects.toThrow('Corrupt JPEG data')
  await expect(sharp(damaged, { failOn: 'none' }).raw().toBuffer()).resolves.toBeDefined()
})

it('turns an AVIF by its own boxes and not by its XMP, as sharp and browsers do', async () => {
  const image = () => sharp(PHOTO.data, rawOf(PHOTO))
  const xmp = new TextDecoder().decode(xmpPacket('tiff:Orientation="3"'))
  const [plain, described] = [
    await image().avif({ quality: 80 }).toBuffer(),
    await image().withXmp(xmp).avif({ quality: 80 }).toBuffer(),
  ]
  expect((await sharp(described).metadata()).xmpAsString).toContain('tiff:Orientation="3"')
  expect(await bySignet(described)).toEqual(await bySignet(plain))
  expect(await decoded(described)).toEqual(await decoded(plain))
})
