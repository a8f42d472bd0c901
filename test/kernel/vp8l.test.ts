import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { mutations } from '../support/hostile/mutations.ts'
import { guarded } from '../support/kernel/guarded.ts'
import { kernel } from '../support/kernel/kernel.ts'
import { losslessFiles } from '../support/webp/pictures.ts'
import { decode, STATUS, sizeOf } from '../support/webp/vp8l-kernel.ts'

let large: Awaited<ReturnType<typeof losslessFiles>>
let small: Awaited<ReturnType<typeof losslessFiles>>

beforeAll(async () => {
  large = await losslessFiles(201, 97)
  small = await losslessFiles(29, 11)
})

const SINGLE = [
  [1, 1],
  [1, 40],
  [70, 1],
] as const

describe('the pixels of a lossless WebP', () => {
  it('equal those of libwebp in large files', () => {
    for (const [name, { payload, pixels }] of large) {
      const decoded = decode(payload)
      expect(decoded.status, name).toBe(STATUS.done)
      expect(pixels.equals(decoded.pixels), name).toBe(true)
    }
  })

  it.each(SINGLE)('equal those of libwebp at %i × %i', async (width, height) => {
    for (const [name, { payload, pixels }] of await losslessFiles(width, height))
      expect(pixels.equals(decode(payload).pixels), name).toBe(true)
  })

  it('equal those of libwebp for several images in one instance', () => {
    const wasm = kernel()
    for (const files of [small, large, small]) {
      for (const [name, { payload, pixels }] of files)
        expect(pixels.equals(decode(payload, [9000], sizeOf(payload), wasm).pixels), name).toBe(true)
    }
  })
})

it('decodes the same pixels for any chunks of the data', () => {
  const cut = fc.integer({ min: 0, max: 5000 })
  const cuts = fc.array(cut, { minLength: 1, maxLength: 12 }).filter((lengths) => lengths.some((n) => n > 0))
  for (const { payload, pixels } of large.values()) {
    fc.assert(
      fc.property(cuts, (lengths) => pixels.equals(decode(payload, lengths).pixels)),
      { numRuns: 4 },
    )
  }
  for (const { payload, pixels } of small.values())
    expect(pixels.equals(decode(payload, [1]).pixels)).toBe(true)
})

it('returns rows as soon as their bytes have arrived', () => {
  const long = [...large].filter(([, { payload }]) => payload.length > 15_000)
  expect(long.length).toBeGreaterThan(3)
  for (const [name, { payload, pixels }] of long) {
    const { status, pixels: rows } = decode(payload.subarray(0, payload.length * 0.9))
    expect(status, name).toBe(STATUS.corrupt)
    expect(rows.length, name).toBeGreaterThan(pixels.length * 0.5)
    expect(pixels.subarray(0, rows.length).equals(rows), name).toBe(true)
  }
})

it('returns the complete rows of a truncated image, then reports it as corrupt', () => {
  const wasm = kernel()
  for (const [name, { payload, pixels }] of small) {
    for (let length = 0; length < payload.length; length++) {
      const decoded = decode(payload.subarray(0, length), [length], { width: 29, height: 11 }, wasm)
      if (decoded.status === STATUS.done) expect(length, name).toBeGreaterThan(payload.length - 4)
      else expect(decoded.status, name).toBe(STATUS.corrupt)
      expect(pixels.subarray(0, decoded.pixels.length).equals(decoded.pixels), name).toBe(true)
    }
  }
})

it('refuses a size that differs from the header', () => {
  for (const { payload } of small.values())
    expect(decode(payload, [500], { width: 29, height: 12 }).status).toBe(STATUS.corrupt)
})

describe('the decoder of lossless WebP', () => {
  it('stays inside its memory blocks for whole images', async () => {
    const { accesses } = await guarded(() => {
      for (const { payload } of small.values()) expect(decode(payload, [40, 0, 700]).status).toBe(STATUS.done)
    })
    expect(accesses).toBeGreaterThan(100_000)
  })

  it('stays inside its memory blocks for damaged images', async () => {
    const statuses = new Set<number>()
    await guarded(() => {
      const wasm = kernel()
      for (const { payload } of small.values()) {
        for (const mutant of mutations(payload, 8))
          statuses.add(decode(mutant, [300], { width: 29, height: 11 }, wasm).status)
      }
    })
    expect([...statuses].sort()).toEqual([STATUS.corrupt, STATUS.done])
  })
})
