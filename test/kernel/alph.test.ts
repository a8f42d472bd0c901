import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { mutations } from '../support/hostile/mutations.ts'
import { guarded } from '../support/kernel/guarded.ts'
import { kernel } from '../support/kernel/kernel.ts'
import { makePicture } from '../support/picture/pictures.ts'
import { randomNumbers } from '../support/properties/random.ts'
import { fewColors } from '../support/webp/pictures.ts'
import { decodeAlpha, payloadOf, STATUS } from '../support/webp/vp8l-kernel.ts'
import { writeWebp } from '../support/webp/writer.ts'

const SIZE = { width: 53, height: 71 }

/**
 * Alpha chunks that libwebp writes with several settings, and the alpha that libwebp decodes from
 * them.
 */
const files = new Map<string, { payload: Uint8Array; alpha: Uint8Array }>()

beforeAll(async () => {
  const pictures = {
    soft: makePicture(SIZE.width, SIZE.height, { alpha: 'soft', noise: 9 }),
    'of 3 colors': fewColors(SIZE.width, SIZE.height, 3, true),
    'of 40 colors': fewColors(SIZE.width, SIZE.height, 40, true),
  }
  for (const [name, picture] of Object.entries(pictures)) {
    for (const alpha_compression of [0, 1])
      for (const alpha_filtering of [0, 1, 2])
        for (const alpha_quality of [100, 40]) {
          const settings = { alpha_compression, alpha_filtering, alpha_quality, method: 0 }
          const file = await writeWebp(picture, settings)
          const alpha = await sharp(file).extractChannel(3).raw().toBuffer()
          files.set(`${name}: ${JSON.stringify(settings)}`, { payload: payloadOf(file, 'ALPH'), alpha })
        }
  }
})

it.each([1, 16, 64])('decodes the same alpha as libwebp, %i rows at a time', (step) => {
  for (const [name, { payload, alpha }] of files) {
    const { pixels } = decodeAlpha(payload, SIZE, step)
    expect(Buffer.from(alpha).equals(pixels), name).toBe(true)
  }
})

describe('uncompressed alpha', () => {
  const random = randomNumbers(3)
  const residuals = Uint8Array.from({ length: SIZE.width * SIZE.height }, () => random() & 255)

  /** Implements RFC 9649, 2.7.1.2, literally. */
  function unfiltered(filter: number): Uint8Array {
    const { width } = SIZE
    const alpha = new Uint8Array(residuals.length)
    alpha.forEach((_, at) => {
      const [left, above, corner] = [alpha[at - 1] ?? 0, alpha[at - width] ?? 0, alpha[at - width - 1] ?? 0]
      const gradient = Math.max(0, Math.min(255, left + above - corner))
      const inner = [0, left, above, gradient][filter] ?? 0
      const edge = at === 0 || filter === 0 ? 0 : at < width ? left : above
      alpha[at] = (at < width || at % width === 0 ? edge : inner) + (residuals[at] ?? 0)
    })
    return alpha
  }

  it.each([0, 1, 2, 3])('is decoded with filter %i', (filter) => {
    for (const reserved of [0, 0x10, 0xf0]) {
      const payload = Uint8Array.of(reserved | (filter << 2), ...residuals)
      expect(Buffer.from(unfiltered(filter)).equals(decodeAlpha(payload, SIZE).pixels)).toBe(true)
    }
  })

  it('is corrupt if bytes are missing or the method is unknown', () => {
    expect(decodeAlpha(Uint8Array.of(0, ...residuals.subarray(1)), SIZE).status).toBe(STATUS.corrupt)
    for (const method of [2, 3])
      expect(decodeAlpha(Uint8Array.of(method, ...residuals), SIZE).status).toBe(STATUS.corrupt)
  })
})

it('reports truncated alpha as corrupt', () => {
  const wasm = kernel()
  for (const [name, { payload, alpha }] of files) {
    for (let length = 1; length < payload.length; length += 41) {
      const { status, pixels } = decodeAlpha(payload.subarray(0, length), SIZE, 3, wasm)
      if (status === STATUS.done) expect(length, name).toBeGreaterThan(payload.length - 4)
      else expect(status, name).toBe(STATUS.corrupt)
      expect(Buffer.from(alpha.subarray(0, pixels.length)).equals(pixels), name).toBe(true)
    }
  }
})

it('never loads or stores outside its memory blocks', async () => {
  const statuses = new Set<number>()
  await guarded(() => {
    for (const { payload } of files.values()) {
      const wasm = kernel()
      expect(decodeAlpha(payload, SIZE, 16, wasm).status).toBe(STATUS.done)
      for (const mutant of mutations(payload, 3)) statuses.add(decodeAlpha(mutant, SIZE, 7, wasm).status)
    }
  })
  expect([...statuses].sort()).toEqual([STATUS.corrupt, STATUS.done])
})
