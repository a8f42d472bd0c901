import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { landscape } from '../../../samples/landscape.ts'
import { lighthouse } from '../../../samples/lighthouse.ts'
import { pebbles } from '../../../samples/pebbles.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { coefficientsOf } from '../../support/jpeg/coefficients.ts'
import { convert, encode, noise, openEncoder, picture, readPieces } from '../../support/jpeg/encode.ts'
import { decode, STATUS } from '../../support/jpeg/kernel.ts'
import { kernel } from '../../support/kernel/kernel.ts'
import { psnr } from '../../support/picture/psnr.ts'
import { runs } from '../../support/properties/runs.ts'

const LAYOUTS = [
  { layout: 0, name: 'Y only' },
  { layout: 1, name: '4:4:4' },
  { layout: 2, name: '4:2:0' },
] as const

/** Bits of the encoder's mode. */
const [PROGRESSIVE, THOROUGH] = [1, 2]

describe.each(LAYOUTS)('optimized levels with the layout $name', ({ layout }) => {
  test('are the same in a baseline and a progressive file, of any picture', () => {
    const sides = fc.integer({ min: 1, max: 120 })
    fc.assert(
      fc.property(
        sides,
        sides,
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 140 }),
        (width, height, quality, strength) => {
          const next = noise()
          const from = picture(layout, width, height, (x, y, c) => {
            const wave = 60 * Math.sin(x / 9 + c) * Math.cos(y / 23)
            return 128 + wave + ((next() - 127.5) * strength * (x > width / 2 ? 1 : 0.1)) / 128
          })
          const [baseline, progressive] = [THOROUGH, THOROUGH + PROGRESSIVE].map((mode) =>
            coefficientsOf(encode(from, quality, mode)),
          )
          expect(baseline?.status).toBe(STATUS.done)
          expect(isDeepStrictEqual(progressive?.components, baseline?.components)).toBe(true)
        },
      ),
      { numRuns: runs(30) },
    )
  })

  test('are encoded again with the same bytes, and after another quality', () => {
    const instance = kernel()
    const begin = openEncoder(instance, convert(pebbles(120, 80), layout), 85, THOROUGH + PROGRESSIVE)
    const files = [85, 40, 85].map((quality) => {
      expect(instance.encodeQuality(quality)).toBe(0)
      begin()
      const expected = instance.encodeLength()
      const file = Buffer.concat(readPieces(instance))
      expect(file.length).toBeGreaterThanOrEqual(expected)
      return file
    })
    expect(files[2]).toEqual(files[0])
    expect(files[1]?.length).toBeLessThan(files[0]?.length ?? 0)
  })

  test('keep extreme samples', async () => {
    const next = noise()
    const from = picture(layout, 64, 48, () => (next() < 128 ? 0 : 255))
    for (const quality of [1, 50, 90, 91, 100]) {
      const file = encode(from, quality, THOROUGH + PROGRESSIVE)
      const { info } = await sharp(file, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true })
      expect(info).toMatchObject({ width: 64, height: 48 })
    }
  })
})

/** Returns a file's length, and its luma's PSNR in dB. */
function measured(frame: Frame, quality: number, mode: number) {
  const from = convert(frame, 2)
  const file = encode(from, quality, mode)
  const [luma] = decode(file).planes
  return {
    length: file.length,
    psnr: psnr(luma?.data ?? new Uint8Array(), from.planes[0]?.data ?? new Uint8Array()),
  }
}

// SSIMULACRA2 judges the trellis in the bench. SSIM prefers files without it.
test.each([
  ['landscape', landscape],
  ['lighthouse', lighthouse],
  ['pebbles', pebbles],
])('make files smaller and change them little: %s', (_, paint) => {
  const frame = paint(324, 216)
  for (const quality of [40, 75, 90]) {
    const [usual, thorough] = [PROGRESSIVE, THOROUGH + PROGRESSIVE].map((mode) =>
      measured(frame, quality, mode),
    )
    expect(thorough?.length).toBeLessThan((usual?.length ?? 0) * 0.995)
    expect(thorough?.psnr).toBeGreaterThan((usual?.psnr ?? 0) - 1)
  }
})
