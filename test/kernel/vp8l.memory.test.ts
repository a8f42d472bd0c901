import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { alphMemory, vp8lMemory } from '../../src/engine/formats/webp/vp8l-memory.ts'
import { kernel } from '../support/kernel/kernel.ts'
import { makePicture } from '../support/picture/pictures.ts'
import { decode, decodeAlpha, payloadOf, STATUS } from '../support/webp/vp8l-kernel.ts'

const SIZES = [
  [1, 1],
  [300, 1],
  [2, 700],
  [257, 211],
  [401, 300],
] as const

async function lossless(width: number, height: number) {
  const { data } = makePicture(width, height, { noise: 20 })
  const image = sharp(data, { raw: { width, height, channels: 4 } })
  return payloadOf(await image.webp({ lossless: true, effort: 1 }).toBuffer(), 'VP8L')
}

describe.each(SIZES)('a lossless image of %i × %i', (width, height) => {
  it('takes the planned memory', async () => {
    const payload = await lossless(width, height)
    const { status, memory } = decode(payload)
    expect(status).toBe(STATUS.done)
    expect(memory).toBe(vp8lMemory({ width, height }))
  })

  it('takes no more memory when it is decoded again in the same instance', async () => {
    const payload = await lossless(width, height)
    const wasm = kernel()
    decode(payload, [1000], { width, height }, wasm)
    const { status, memory } = decode(payload, [50_000], { width, height }, wasm)
    expect([status, memory]).toEqual([STATUS.done, 0])
  })
})

it('takes the planned memory for alpha', () => {
  const size = { width: 41, height: 90 }
  const raw = new Uint8Array(1 + 41 * 90)
  expect(decodeAlpha(raw, size).memory).toBe(alphMemory(size, raw.length, false))
  const compressed = Uint8Array.of(1, 0, 0)
  expect(decodeAlpha(compressed, size).memory).toBe(alphMemory(size, 3))
})

it('plans less than 15 MB for 12 megapixels, and little for small images', () => {
  expect(vp8lMemory({ width: 4000, height: 3000 })).toBeLessThan(15_000_000)
  expect(vp8lMemory({ width: 64, height: 64 })).toBeLessThan(900_000)
})
