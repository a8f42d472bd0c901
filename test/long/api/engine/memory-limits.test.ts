import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { transform } from '../../../../src/api/engine/index.ts'
import { dropIdle } from '../../../support/isolate/memories.ts'
import { pngFile, pngPicture } from '../../../support/png/writer.ts'
import { randomNumbers } from '../../../support/properties/random.ts'

afterAll(dropIdle)

describe('with more memory than the default', () => {
  it('a PNG output may have more than 10 MB', async () => {
    const random = randomNumbers(1)
    const samples = Uint16Array.from({ length: 2100 * 2000 * 3 }, () => random() & 255)
    const file = pngFile(pngPicture(2, 8, 2100, 2000, { samples }))
    const options = { format: 'png', compression: 1, flip: true } as const
    await expect(transform(file, options)).rejects.toMatchObject({ code: 'over-budget' })
    const { body } = await transform(file, options, { limits: { memory: 500e6 } })
    expect(body.length).toBeGreaterThan(12e6)
    const { width, height } = await sharp(body).metadata()
    expect([width, height]).toEqual([2100, 2000])
  })

  it.each([
    [3100, 2070],
    [3530, 2360],
  ])('an AVIF of %d × %d pixels is encoded', async (width, height) => {
    const file = pngFile(pngPicture(2, 8, 31, 21))
    const options = { width, height, fit: 'fill', enlarge: true, format: 'avif' } as const
    await expect(transform(file, options)).rejects.toMatchObject({ code: 'over-budget' })
    const { body } = await transform(file, options, { limits: { memory: 1.5e9 } })
    expect(await sharp(body).metadata()).toMatchObject({ width, height })
  })
})
