import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { capacity, transform } from '../../../../src/api/engine/index.ts'
import { ihdr, join, PNG_SIGNATURE, pngChunk } from '../../../support/bytes/image-writers.ts'
import { photoFile } from '../../../support/engine/inputs.ts'
import { dropIdle } from '../../../support/isolate/memories.ts'
import { pngFile, pngPicture } from '../../../support/png/writer.ts'

const LIMITS = [20e6, 50e6, 100e6, 128e6, 500e6, 1.5e9, 3e9, 8e9, 2 ** 53 - 1]
const FORMATS = ['avif', 'jxl', 'webp', 'png', 'jpeg'] as const

let photo: Uint8Array<ArrayBuffer>
beforeAll(async () => {
  photo = await photoFile(90, 60, 90)
})
afterAll(dropIdle)

describe.each(LIMITS)('with a memory of %d bytes', (memory) => {
  it('a small picture is encoded in every format', async () => {
    dropIdle()
    for (const format of FORMATS) {
      const { type, width } = await transform(photo, { format }, { limits: { memory } })
      expect([type, width]).toEqual([`image/${format}`, 90])
    }
  })

  it('a drawing is laid over it', async () => {
    dropIdle()
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="9"/></svg>'
    const context = { limits: { memory }, files: () => new TextEncoder().encode(svg) }
    expect((await transform(photo, { olurl: '/a.svg', format: 'png' }, context)).width).toBe(90)
  })
})

describe('the largest output', () => {
  const source = pngFile(pngPicture(2, 8, 1, 1))
  async function largest(format: 'avif' | 'png', memory: number): Promise<number> {
    const options = { width: 10_000, enlarge: true, format }
    const answer = await capacity(source, options, { limits: { memory, output_pixels: 1e9, side: 1e5 } })
    if (answer.fits) throw new Error('everything fits')
    const { width = 0, height = 0 } = answer.largest ?? {}
    return width * height
  }

  it.each(['avif', 'png'] as const)('grows with the memory: %s', async (format) => {
    const pixels = []
    for (const memory of [20e6, 50e6, 100e6, 128e6, 200e6, 350e6]) pixels.push(await largest(format, memory))
    for (const [at, more] of pixels.slice(1).entries()) expect(more).toBeGreaterThan(1.05 * (pixels[at] ?? 0))
  })

  it('of an AVIF is limited by the 2 GiB that a codec accepts', async () => {
    const most = await largest('avif', 3e9)
    expect(most).toBeGreaterThan(60e6)
    expect(await largest('avif', 9e9)).toBe(most)
  })
})

test('a transform whose picture and codec share a memory fits into the limit', async () => {
  const options = { width: 6000, height: 4000, fit: 'fill', enlarge: true, format: 'avif' } as const
  const limits = { memory: 1e9, output_pixels: 40e6 }
  const answer = await capacity(photo, options, { limits })
  if (!answer.fits) throw new Error(answer.reason)
  expect(answer.bytes).toBeLessThan(limits.memory)
})

test('a picture that is longer than a block of the kernel is refused before it is decoded', async () => {
  const [width, height] = [20_000, 15_000]
  const file = join(PNG_SIGNATURE, ihdr({ width, height }), pngChunk('IDAT', [0]))
  const limits = { memory: 8e9, pixels: 400e6, output_pixels: 400e6 }
  const answer = await capacity(file, { format: 'png' }, { limits })
  expect(answer).toMatchObject({ fits: false, code: 'over-budget' })
})

describe('an invalid memory', () => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1000000'])('%s is refused', async (memory) => {
    const limits = { memory: memory as number }
    await expect(transform(photo, {}, { limits })).rejects.toMatchObject({ code: 'bad-parameter' })
  })

  it('that is too small for anything names what is needed', async () => {
    const failure = { code: 'over-budget', detail: expect.stringMatching(/at most \d+ would fit/) }
    await expect(transform(photo, {}, { limits: { memory: 1000 } })).rejects.toMatchObject(failure)
  })
})
