import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lighthouse } from '../../../../samples/lighthouse.ts'
import { attention } from '../../../../src/engine/analysis/attention.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import type { Box, Size } from '../../../../src/engine/picture/size.ts'
import { paint } from '../../../support/picture/frames.ts'
import { turn } from '../../../support/picture/raster.ts'
import { randomNumbers } from '../../../support/properties/random.ts'

type Paint = (x: number, y: number) => readonly [number, number, number, number?]

const painted = (width: number, height: number, color: Paint): Frame =>
  paint(width, height, (x, y) => {
    const [r, g, b, alpha = 255] = color(x, y)
    return [r, g, b, alpha]
  })

const whole = ({ width, height }: Size): Box => ({ x: 0, y: 0, width, height })

const noisy = fc
  .record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }), seed: fc.nat() })
  .map(({ width, height, seed }) => {
    const random = randomNumbers(seed)
    return painted(width, height, () => [random() & 255, random() & 255, random() & 255, random() & 255])
  })
const aspect = fc.record({
  width: fc.integer({ min: 1, max: 10_000 }),
  height: fc.integer({ min: 1, max: 10_000 }),
})
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('the box of a smart crop', () => {
  it('has the aspect ratio, the largest possible size, and lies inside the region', () => {
    const region = fc.record({ left: share, top: share, width: share, height: share })
    fc.assert(
      fc.property(noisy, aspect, region, (frame, shape, part) => {
        const x = (part.left * frame.width) / 2
        const y = (part.top * frame.height) / 2
        const inside = {
          x,
          y,
          width: (frame.width - x) * (0.2 + 0.8 * part.width),
          height: (frame.height - y) * (0.2 + 0.8 * part.height),
        }
        const box = attention(frame, inside, shape)
        expect((box.width * shape.height) / (box.height * shape.width)).toBeCloseTo(1, 6)
        expect(Math.max(box.width / inside.width, box.height / inside.height)).toBeCloseTo(1, 9)
        expect(box.x).toBeGreaterThanOrEqual(inside.x - 1e-9)
        expect(box.y).toBeGreaterThanOrEqual(inside.y - 1e-9)
        expect(box.x + box.width).toBeLessThanOrEqual(inside.x + inside.width + 1e-9)
        expect(box.y + box.height).toBeLessThanOrEqual(inside.y + inside.height + 1e-9)
        expect(attention(frame, inside, shape)).toEqual(box)
      }),
    )
  })

  it.each([
    ['mirrored', { swap: false, mirrorX: true, mirrorY: false }],
    ['upside down', { swap: false, mirrorX: false, mirrorY: true }],
  ] as const)('is %s for a picture that is transformed alike', (_, how) => {
    fc.assert(
      fc.property(noisy, aspect, (frame, shape) => {
        const { x, y, width, height } = attention(frame, whole(frame), shape)
        const turned = attention(turn(frame, how), whole(frame), shape)
        expect(turned.x).toBeCloseTo(how.mirrorX ? frame.width - x - width : x, 6)
        expect(turned.y).toBeCloseTo(how.mirrorY ? frame.height - y - height : y, 6)
      }),
    )
  })

  it('is in the center of a plain picture', () => {
    const frame = painted(40, 20, () => [120, 120, 120])
    expect(attention(frame, whole(frame), { width: 1, height: 1 })).toEqual({
      x: 10,
      y: 0,
      width: 20,
      height: 20,
    })
  })
})

function middle(paint: Paint): number {
  const frame = painted(100, 30, paint)
  const { x, width } = attention(frame, whole(frame), { width: 1, height: 1 })
  return x + width / 2
}

const within = (x: number, from: number, to: number) => x >= from && x < to

describe('the subject of a smart crop', () => {
  const checks = (x: number, y: number) => (((x >> 1) + (y >> 1)) % 2 ? 40 : 0)

  it('is a detailed patch on a dull ground', () => {
    const found = middle((x, y) => (within(x, 70, 82) ? [150 + checks(x, y), 90, 60] : [128, 130, 128]))
    expect(Math.abs(found - 76)).toBeLessThan(1.5)
  })

  it('is a detailed part rather than a clear sky that is as colorful', () => {
    expect(middle((x, y) => (x < 60 ? [60, 120, 230] : [90 + checks(x, y), 100, 90]))).toBeGreaterThan(60)
  })

  it('is vivid rather than gray, in equal detail', () => {
    const found = middle((x, y) => {
      const light = checks(x, y)
      if (within(x, 10, 25)) return [120 + light, 120 + light, 120 + light]
      return within(x, 75, 90) ? [190 + light, 50 + light, 50 + light] : [128, 128, 128]
    })
    expect(found).toBeGreaterThan(70)
  })

  it.each([
    ['light', [224, 172, 145]],
    ['dark', [124, 82, 62]],
  ] as const)('is a face of %s skin rather than foliage of equal detail', (_, [r, g, b]) => {
    const found = middle((x, y) => {
      const light = checks(x, y) >> 1
      if (within(x, 10, 28)) return [r + light, g + light, b + light]
      return within(x, 72, 90) ? [g + light, r + light, b + light] : [100, 104, 100]
    })
    expect(found).toBeLessThan(30)
  })

  it('is opaque, whatever the colors of transparent pixels', () => {
    const found = middle((x, y) => {
      if (within(x, 5, 25)) return [checks(x, y) * 6, 0, 0, 0]
      return within(x, 75, 90) ? [150 + checks(x, y), 90, 60] : [0, 0, 0, 0]
    })
    expect(found).toBeGreaterThan(70)
  })

  it('is the tower of the lighthouse', () => {
    const frame = lighthouse(75, 100)
    const { x, width } = attention(frame, whole(frame), { width: 9, height: 16 })
    const tower = 75 * 0.66
    expect(within(tower, x, x + width)).toBe(true)
  })
})
