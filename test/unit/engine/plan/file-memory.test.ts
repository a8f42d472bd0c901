import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { encoders } from '../../../../src/engine/formats/codecs.ts'
import { minFile, withShorterFile } from '../../../../src/engine/plan/file-memory.ts'
import { makePlan } from '../../../../src/engine/plan/make-plan.ts'
import { isWithin, type RequestLimits, roomFor } from '../../../../src/engine/plan/room.ts'
import type { Failure } from '../../../../src/errors.ts'
import { headerOf } from '../../../support/decode-whole.ts'
import { failure } from '../../../support/failure.ts'
import { LIMITS } from '../../../support/limits.ts'
import { makePicture } from '../../../support/pictures.ts'
import { intentOf, transformed } from '../../../support/transformed.ts'

const SIZE = { width: 1000, height: 800 }
const BUFFERS = roomFor(LIMITS).buffers
/** Limits of a request that holds most of the buffers. */
const FULL: RequestLimits = { ...LIMITS, held: BUFFERS - 3_053_000 }

const pngOf = async (noise: number) =>
  new Uint8Array(
    await sharp(makePicture(SIZE.width, SIZE.height, { noise }).data, { raw: { ...SIZE, channels: 4 } })
      .removeAlpha()
      .png({ compressionLevel: 1 })
      .toBuffer(),
  )

describe('the planned length of a file', () => {
  let plain: Uint8Array
  let noise: Uint8Array
  beforeAll(async () => {
    plain = await pngOf(0)
    noise = await pngOf(255)
  })
  const plan = (query: string, limits = FULL) =>
    makePlan(headerOf(plain), intentOf(query), plain.length, limits)

  it('is that of the longest file, if there is room', () => {
    const { maxFile, output, settings } = plan('format=jpeg&quality=100', LIMITS)
    expect(maxFile).toBe(encoders.jpeg.maxFile(output, settings))
  })

  it.each(['format=jpeg&quality=100', 'format=png', 'format=webp&lossless=1'])(
    'is less if there is not, and the plan fits: %s',
    (query) => {
      const { maxFile, output, settings, format, parts } = plan(query)
      expect(maxFile).toBeLessThan(encoders[format].maxFile(output, settings))
      expect(isWithin(parts, roomFor(FULL))).toBe(true)
      expect(parts.bytes).toBeGreaterThan(roomFor(FULL).buffers - 2)
      expect(plan(`${query}&metadata=1`).maxFile).toBe(Math.floor(maxFile / 2))
    },
  )

  it.each([
    ['format=jpeg&quality=100', 'a smaller width or a lower quality'],
    ['format=png', 'a smaller width or format=webp'],
  ])('is kept by photographs, and noise beyond it is refused: %s', async (query, advice) => {
    const { maxFile } = plan(query)
    const { length = 0 } = await transformed(plain, query, { limits: FULL })
    expect(length).toBeGreaterThan(0)
    expect(length).toBeLessThanOrEqual(maxFile)
    const refused = await transformed(noise, query, { limits: FULL }).catch((error: unknown) => error)
    expect(refused).toEqual(failure('over-budget'))
    // The request also holds the header of its source.
    const [, named] =
      /^the image would have more than the ([\d.]+) MB that fit: ask for (?:.+)$/.exec(
        (refused as Failure).detail ?? '',
      ) ?? []
    expect(Number(named)).toBeLessThanOrEqual(maxFile / 1e6)
    expect((refused as Failure).detail).toMatch(new RegExp(`ask for ${advice}$`))
    expect((await transformed(noise, query)).length).toBeGreaterThan(maxFile)
  })

  it('is at least a quarter of a byte per pixel, or the output is refused', () => {
    expect(minFile({ width: 4000, height: 3000 })).toBe(3_000_000)
    expect(minFile({ width: 40, height: 30 })).toBe(65_536)
    const limits = { ...LIMITS, held: BUFFERS - 1_103_000 }
    expect(() => plan('format=jpeg&quality=100', limits)).toThrow(failure('over-budget'))
    expect(plan('format=jpeg&quality=100&width=100', limits).maxFile).toBeLessThan(100_000)
  })
})

describe('a plan with a shorter file', () => {
  const given = {
    maxFile: 1_000_000,
    output: { width: 1000, height: 1000 },
    keepsMetadata: true,
    parts: { bytes: 5_000_000, kernel: 0, codec: 0, isBeside: false },
  }

  it('takes less for each of its copies', () => {
    expect(withShorterFile(given, 600_000)).toEqual({
      ...given,
      maxFile: 600_000,
      parts: { ...given.parts, bytes: 4_200_000 },
    })
  })

  it('is the plan itself if its file is not longer', () => {
    expect(withShorterFile(given, 1_000_000)).toBe(given)
  })

  it('does not exist for too short a file', () => {
    expect(withShorterFile(given, 249_999)).toBeUndefined()
    expect(withShorterFile(given, 600_000, 600_001)).toBeUndefined()
  })
})
