import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kernel } from '../support/kernel/kernel.ts'
import { blocks, clamp, PAIRS, planes } from '../support/kernel/pixel-blocks.ts'
import { runs } from '../support/properties/runs.ts'

const wasm = kernel()
const { put, take, atEnd } = blocks(wasm)

function expanded(samples: Uint8Array, chroma: boolean): Uint8Array {
  const address = put(samples)
  wasm.expandRange(address, samples.length, Number(chroma))
  return take(address, samples.length)
}

const LEVELS = Uint8Array.from({ length: 256 }, (_, level) => level)

describe('the expansion from limited to full range', () => {
  it('gives the nearest level of luma', () => {
    expect([...expanded(LEVELS, false)]).toEqual(Array.from(LEVELS, (y) => clamp(((y - 16) * 255) / 219)))
  })

  it('gives the nearest level of chroma', () => {
    expect([...expanded(LEVELS, true)]).toEqual(
      Array.from(LEVELS, (c) => clamp(((c - 128) * 255) / 224 + 128)),
    )
  })

  it.each([false, true])('gives the same sample at any position; chroma: %s', (chroma) => {
    fc.assert(
      fc.property(planes(1), ([samples = LEVELS]) => {
        const all = expanded(LEVELS, chroma)
        expect([...expanded(samples, chroma)]).toEqual(Array.from(samples, (level) => all[level]))
      }),
      { numRuns: runs(40) },
    )
  })

  it('touches nothing outside the samples', () => {
    for (const count of [1, 15, 16, 17]) expect(() => wasm.expandRange(atEnd(count), count, 0)).not.toThrow()
  })
})

function limitedToRgba([y = LEVELS, cb = LEVELS, cr = LEVELS]: readonly Uint8Array[]): Uint8Array {
  const out = put(new Uint8Array(y.length * 4))
  wasm.limitedToRgba(put(y), put(cb), put(cr), y.length, out)
  return take(out, y.length * 4)
}

/** Converts as libwebp does: it truncates each product of 14-bit weights to 64ths. */
function byWebp(y: number, cb: number, cr: number): number[] {
  const cut = (sample: number, weight: number) => (sample * weight) >> 8
  const level = (sum: number) => Math.max(0, Math.min(255, sum >> 6))
  return [
    level(cut(y, 19077) + cut(cr, 26149) - 14234),
    level(cut(y, 19077) - cut(cb, 6419) - cut(cr, 13320) + 8708),
    level(cut(y, 19077) + cut(cb, 33050) - 17685),
    255,
  ]
}

describe('the conversion of limited Y, Cb and Cr to RGBA', () => {
  it.each([0, 16, 77, 128, 235, 255])("equals libwebp's at a luma of %d", (luma) => {
    const found = limitedToRgba([
      new Uint8Array(65536).fill(luma),
      Uint8Array.from(PAIRS, ([cb]) => cb),
      Uint8Array.from(PAIRS, ([, cr]) => cr),
    ])
    const expected = Uint8Array.from(PAIRS.flatMap(([cb, cr]) => byWebp(luma, cb, cr)))
    expect(Buffer.compare(found, expected)).toBe(0)
  })

  it('keeps black and white exact', () => {
    const gray = Uint8Array.of(128, 128)
    expect([...limitedToRgba([Uint8Array.of(16, 235), gray, gray])]).toEqual([
      0, 0, 0, 255, 255, 255, 255, 255,
    ])
  })

  it('gives the same pixel at any position', () => {
    fc.assert(
      fc.property(planes(3), (input) => {
        const single = Array.from(input[0] ?? [], (_, at) =>
          byWebp(input[0]?.[at] ?? 0, input[1]?.[at] ?? 0, input[2]?.[at] ?? 0),
        )
        expect([...limitedToRgba(input)]).toEqual(single.flat())
      }),
      { numRuns: runs(40) },
    )
  })
})

it('copies the alpha of a plane into pixels', () => {
  const rgba = put(Uint8Array.from({ length: 12 }, (_, at) => at))
  wasm.setAlpha(rgba, put(Uint8Array.of(100, 0, 255)), 3)
  expect([...take(rgba, 12)]).toEqual([0, 1, 2, 100, 4, 5, 6, 0, 8, 9, 10, 255])
})
