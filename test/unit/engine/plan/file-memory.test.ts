import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { BLOCK_BYTES } from '../../../../src/engine/bytes/pieces.ts'
import { encoders } from '../../../../src/engine/formats/codecs.ts'
import { fileMemory, fittingFile, minFile, withShorterFile } from '../../../../src/engine/plan/file-memory.ts'
import { makePlan } from '../../../../src/engine/plan/make-plan.ts'
import { isWithin, type RequestLimits, roomFor } from '../../../../src/engine/plan/room.ts'
import type { Failure } from '../../../../src/errors.ts'
import { headerOf } from '../../../support/engine/decode-whole.ts'
import { intentOf, transformed } from '../../../support/engine/transformed.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { failure } from '../../../support/process/failure.ts'

const SIZE = { width: 1000, height: 800 }
const BUFFERS = roomFor(LIMITS).buffers
/** Limits for a request that holds most buffers. */
const FULL: RequestLimits = { ...LIMITS, held: BUFFERS - 2_004_000 }

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
      const kept = plan(`${query}&metadata=1`)
      // The kernel's memory holds the file while metadata is written.
      expect(kept.scratch).toBeGreaterThanOrEqual(kept.maxFile)
      expect(kept.maxFile).toBe(maxFile)
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
    const limits = { ...LIMITS, held: BUFFERS - 2_000_000 }
    expect(() => plan('format=jpeg&quality=90&width=4000', limits)).toThrow(failure('over-budget'))
    expect(plan('format=jpeg&quality=90&width=2500', limits).maxFile).toBeLessThanOrEqual(2_000_000)
  })
})

describe('the buffers of a file', () => {
  const animation = { frames: 9, longest: 0, restores: false }
  const KINDS = [
    ['a still', {}],
    ['a still with metadata', { keepsMetadata: true }],
    ['an animation', { animation }],
    ['an animation with metadata', { animation, keepsMetadata: true }],
  ] as const

  it.each(KINDS)('are filled by the longest file that fits, and by no longer one: %s', (_, kind) => {
    const file = { keepsMetadata: false, ...kind }
    for (const free of [1_000_000, 3_000_000, 11_000_000]) {
      for (const scratch of [0, 500_000, 4_000_000, 60_000_000]) {
        const length = fittingFile(file, free, scratch)
        expect(fileMemory(file, length, scratch)).toBeLessThanOrEqual(free)
        expect(fileMemory(file, length + 2, scratch)).toBeGreaterThan(free - BLOCK_BYTES - 2)
      }
    }
  })

  it('hold one copy of a file that fits into scratch memory', () => {
    for (const [, kind] of KINDS) {
      const file = { keepsMetadata: false, ...kind }
      expect(fileMemory(file, 5_000_000, 5_000_000)).toBeLessThanOrEqual(5_000_000 + BLOCK_BYTES)
    }
    expect(fileMemory({ keepsMetadata: true }, 5_000_000, 4_999_999)).toBe(10_000_000)
  })
})

describe('a plan with a shorter file', () => {
  const given = {
    maxFile: 1_000_000,
    output: { width: 1000, height: 1000 },
    keepsMetadata: true,
    scratch: 0,
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
