import sharp, { type Sharp } from 'sharp'
import { describe, expect, it, test } from 'vitest'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { imageChunks, tiff, vp8x, WEBP, webp, webpChunk } from '../../support/bytes/image-writers.ts'
import { transformed } from '../../support/engine/transformed.ts'
import { decoded, render } from '../../support/picture/decoded.ts'
import { spreadRows } from '../../support/properties/runs.ts'
import { webpFiles } from '../../support/webp/files.ts'

/** Returns the mean difference of premultiplied levels, so that invisible colors do not count. */
function meanDistance(a: Frame, b: Frame): number {
  expect([a.width, a.height]).toEqual([b.width, b.height])
  const seen = ({ data }: Frame, at: number) =>
    at % 4 === 3 ? (data[at] ?? 0) : ((data[at] ?? 0) * (data[at | 3] ?? 0)) / 255
  return a.data.reduce((sum, _, at) => sum + Math.abs(seen(a, at) - seen(b, at)), 0) / a.data.length
}

const bySignet = async (file: Uint8Array, query: string) =>
  decoded((await transformed(file, query)).body as Uint8Array<ArrayBuffer>)
const bySharp = (file: Uint8Array, change: (image: Sharp) => Sharp = (image) => image) =>
  render(change(sharp(file).autoOrient()))

const FILES = await webpFiles(160, 120)

describe.each([...FILES])('the file %s', (name, file) => {
  it('is decoded exactly as by sharp', async () => {
    expect(meanDistance(await bySignet(file, 'format=png'), await bySharp(file))).toBe(0)
  })

  it('is reduced like sharp does, as lossless WebP and as JPEG', async () => {
    const width = 61
    const smaller = (image: Sharp) => image.resize({ width })
    // sharp lets libwebp reduce the image with a simpler filter. The difference shows with strong
    // noise and hard edges.
    const most = /all but|eight/.test(name) ? 10 : 3
    const theirs = await bySharp(file, smaller)
    const ours = await bySignet(file, `width=${width}&format=webp&lossless=1`)
    expect(meanDistance(ours, theirs)).toBeLessThan(most)
    const flat = await bySharp(file, (image) => smaller(image).flatten({ background: '#000' }))
    const jpeg = await bySignet(file, `width=${width}&format=jpeg&quality=100`)
    expect(meanDistance(jpeg, flat)).toBeLessThan(most)
  })
})

test.each(spreadRows([1, 2, 3, 4, 5, 6, 7, 8], 4))(
  'turns a WebP of orientation %d as sharp does',
  async (orientation) => {
    for (const name of ['WebP: lossy', 'WebP: lossy with alpha', 'WebP: lossless with alpha']) {
      const still = FILES.get(name) ?? expect.fail()
      const flags = WEBP.exif | (name.includes('alpha') ? WEBP.alpha : 0)
      const file = webp(vp8x(flags, 160, 120), imageChunks(still), webpChunk('EXIF', tiff(orientation)))
      const ours = await bySignet(file, 'format=png')
      expect(meanDistance(ours, await bySharp(file))).toBe(0)
    }
  },
)
