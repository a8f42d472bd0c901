import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { openAlpha } from '../../../../../src/engine/formats/webp/alph.ts'
import { alphaMemory, alphaOutput, takeAlpha } from '../../../../../src/engine/formats/webp/alpha-encoder.ts'
import type { Size } from '../../../../../src/engine/picture/size.ts'
import { upload } from '../../../../../src/engine/wasm/heap.ts'
import { openKernel } from '../../../../../src/engine/wasm/kernel.ts'
import { guarded } from '../../../../support/kernel/guarded.ts'
import { randomNumbers } from '../../../../support/properties/random.ts'
import { runs } from '../../../../support/properties/runs.ts'
import { payloadOf } from '../../../../support/webp/vp8l-kernel.ts'
import { writeWebp } from '../../../../support/webp/writer.ts'

type Level = (x: number, y: number) => number

const random = randomNumbers(5)

/** Planes of alpha by name. */
const PLANES: Readonly<Record<string, Level>> = {
  opaque: () => 255,
  'a disc': (x, y) => Math.max(0, Math.min(255, 800 - 20 * Math.hypot(x - 30, y - 25))),
  'a slope': (x, y) => (3 * x + y) >> 2,
  'a slope down': (_, y) => 3 * y,
  'two levels': (x, y) => ((x >> 3) + (y >> 3)) % 2 && 255,
  noise: () => random() & 255,
}

function pixelsOf({ width, height }: Size, level: Level): Uint8Array {
  const rgba = new Uint8Array(width * height * 4)
  for (let at = 0; at < width * height; at++)
    rgba.set([at, 3 * at, 7 * at, level(at % width, Math.floor(at / width))], 4 * at)
  return rgba
}

function encode(size: Size, rgba: Uint8Array, quality = 100): Uint8Array<ArrayBuffer> {
  const kernel = openKernel()
  const address = upload(kernel, rgba)
  const before = kernel.heapCheckpoint()
  const payload = takeAlpha(kernel, size, address, quality).encode(address)
  expect(kernel.heapCheckpoint() - before).toBeLessThanOrEqual(alphaMemory(size, false))
  expect(payload.length).toBeLessThanOrEqual(alphaOutput(size))
  return payload
}

function decode(size: Size, payload: Uint8Array): Uint8Array {
  const rows = openAlpha(payload, size, openKernel())
  const bands: Uint8Array[] = []
  for (let y = 0; y < size.height; y += 64) bands.push(rows(Math.min(64, size.height - y)).slice())
  return new Uint8Array(Buffer.concat(bands))
}

const alphaOf = (rgba: Uint8Array) => rgba.filter((_, at) => at % 4 === 3)

const SIZES = [
  [1, 1],
  [2, 3],
  [17, 5],
  [64, 50],
  [5, 130],
] as const

describe.each(Object.entries(PLANES))('the alpha of %s', (name, level) => {
  it.each(SIZES)('is decoded exactly: %d x %d', (width, height) => {
    const size = { width, height }
    const rgba = pixelsOf(size, level)
    expect(decode(size, encode(size, rgba))).toEqual(alphaOf(rgba))
  })

  it.each([0, 33, 70, 71, 99])('gets the levels that libwebp chooses at a quality of %d', async (quality) => {
    const size = { width: 60, height: 50 }
    const rgba = pixelsOf(size, level)
    // libwebp writes no alpha for an opaque picture.
    rgba[3] = Math.min(rgba[3] ?? 0, 254)
    const file = await writeWebp({ ...size, data: rgba }, { alpha_quality: quality, exact: 1 })
    const theirs = decode(size, payloadOf(file, 'ALPH'))
    expect(decode(size, encode(size, rgba, quality))).toEqual(theirs)
    if (name === 'noise' && quality === 33) expect(new Set(theirs).size).toBe(8)
  })
})

test('noise is stored without compression', () => {
  const size = { width: 64, height: 64 }
  const payload = encode(
    size,
    pixelsOf(size, () => random() & 255),
  )
  expect(payload.length).toBe(alphaOutput(size))
  expect((payload[0] ?? 0) & 3).toBe(0)
})

test.each([
  ['a slope', 1],
  ['a slope down', 1],
  ['two levels', 0],
  ['a disc', 0],
])('of the filters, %s gets the one with number %d', (name, filter) => {
  const size = { width: 80, height: 60 }
  const [first = 0] = encode(size, pixelsOf(size, PLANES[name] ?? expect.fail()))
  expect([first & 3, (first >> 2) & 3]).toEqual([1, filter])
})

it('touches nothing outside its blocks, whatever the alpha', async () => {
  const { side } = await guarded(() =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(...Object.values(PLANES)),
        fc.integer({ min: 0, max: 100 }),
        (width, height, level, quality) => {
          const size = { width, height }
          const rgba = pixelsOf(size, level)
          const found = decode(size, encode(size, rgba, quality))
          if (quality === 100) expect(found).toEqual(alphaOf(rgba))
        },
      ),
      { numRuns: runs(60) },
    ),
  )
  expect(side).toBeGreaterThan(0)
})

describe('a part of a frame', () => {
  /** Returns the payload of a part, and the maximum bytes that its encoder held at a time. */
  function encodePart(size: Size, level: Level) {
    const kernel = openKernel()
    const address = upload(kernel, pixelsOf(size, level))
    const before = kernel.heapCheckpoint()
    let held = 0
    const see = () => {
      held = Math.max(held, kernel.heapCheckpoint() - before)
    }
    function heapRestore(checkpoint: number): void {
      see()
      kernel.heapRestore(checkpoint)
    }
    const payload = takeAlpha({ ...kernel, heapRestore }, size, address, 100, true).encode(address)
    see()
    return { payload, held }
  }

  it('takes at most the memory that is planned for any part', () => {
    const whole = { width: 300, height: 200 }
    for (const size of [whole, { width: 299, height: 3 }, { width: 32, height: 200 }])
      expect(encodePart(size, PLANES['noise'] ?? expect.fail()).held).toBeLessThanOrEqual(
        alphaMemory(whole, true),
      )
  })

  it.each(Object.keys(PLANES))('has the alpha of the picture: %s', (name) => {
    const size = { width: 64, height: 50 }
    const level = PLANES[name] ?? expect.fail()
    const levels = Array.from({ length: size.width * size.height }, (_, at) => level(at % 64, at >> 6))
    const same: Level = (x, y) => levels[y * 64 + x] ?? 0
    expect(decode(size, encodePart(size, same).payload)).toEqual(alphaOf(pixelsOf(size, same)))
  })

  it('is compressed even if that is longer', () => {
    const size = { width: 64, height: 64 }
    const { payload } = encodePart(size, () => random() & 255)
    expect((payload[0] ?? 0) & 3).toBe(1)
    expect(payload.length).toBeLessThan(1.1 * alphaOutput(size))
  })
})
