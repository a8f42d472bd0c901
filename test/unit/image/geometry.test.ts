import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Geometry, geometry } from '../../../src/image/geometry.ts'
import { inverse, type Size, type Turn, turnOf, turnSize } from '../../../src/ops/orientation.ts'
import type { Orientation } from '../../../src/probe/header.ts'
import type { Intent } from '../../../src/url/intent.ts'

interface Point {
  readonly x: number
  readonly y: number
}

/** Where a point of the turned picture lies in the original of size `size`. */
function unturn({ x, y }: Point, turned: Size, { swap, mirrorX, mirrorY }: Turn): Point {
  const across = mirrorX ? turned.width - x : x
  const down = mirrorY ? turned.height - y : y
  return swap ? { x: down, y: across } : { x: across, y: down }
}

/** Follows a point of the output back into the stored picture, as a resampler and the frame's steps would. */
function storedPoint(shape: Geometry, point: Point): Point {
  const laid = turnSize(shape.window, shape.turn)
  const turned = { x: point.x - shape.at.x, y: point.y - shape.at.y }
  const inWindow = unturn(turned, laid, shape.turn)
  const { crop, scaled, window } = shape
  return {
    x: crop.x + ((inWindow.x + window.x) * crop.width) / scaled.width,
    y: crop.y + ((inWindow.y + window.y) * crop.height) / scaled.height,
  }
}

const side = fc.integer({ min: 1, max: 400 })
const orientation = fc.constantFrom<Orientation>(1, 2, 3, 4, 5, 6, 7, 8)
const intent: fc.Arbitrary<Intent> = fc.record(
  {
    crop: fc.record({ width: side, height: side }),
    width: side,
    height: side,
    fit: fc.constantFrom('cover', 'contain', 'fill', 'inside', 'outside'),
    position: fc.constantFrom(
      'center',
      'top',
      'right',
      'bottom',
      'left',
      'topleft',
      'topright',
      'bottomright',
      'bottomleft',
    ),
    enlarge: fc.boolean(),
    flip: fc.boolean(),
    flop: fc.boolean(),
    rotate: fc.constantFrom(0, 90, 180, 270),
  },
  { requiredKeys: [] },
)

describe('geometry', () => {
  it('shows the same whichever way the picture is stored', () => {
    fc.assert(
      fc.property(side, side, orientation, intent, (width, height, code, wanted) => {
        const upright = geometry({ width, height, orientation: 1 }, wanted)
        const stored = turnSize({ width, height }, inverse(turnOf(code)))
        const shape = geometry({ ...stored, orientation: code }, wanted)
        expect(shape.output).toEqual(upright.output)
        for (const [x, y] of [
          [0, 0],
          [0.5, 0.5],
          [shape.output.width, 0],
          [3.25, shape.output.height],
        ] as const) {
          const expected = storedPoint(upright, { x, y })
          const found = unturn(storedPoint(shape, { x, y }), stored, inverse(turnOf(code)))
          expect(found.x).toBeCloseTo(expected.x, 6)
          expect(found.y).toBeCloseTo(expected.y, 6)
        }
      }),
    )
  })

  it('keeps every box inside what it is cut from', () => {
    fc.assert(
      fc.property(side, side, orientation, intent, (width, height, code, wanted) => {
        const { crop, scaled, window, output, at, turn } = geometry(
          { width, height, orientation: code },
          wanted,
        )
        const laid = turnSize(window, turn)
        for (const [inner, outer] of [
          [crop, { width, height }],
          [window, scaled],
          [{ ...at, ...laid }, output],
        ] as const) {
          expect(inner.x).toBeGreaterThanOrEqual(0)
          expect(inner.y).toBeGreaterThanOrEqual(0)
          expect(inner.width).toBeGreaterThanOrEqual(1)
          expect(inner.height).toBeGreaterThanOrEqual(1)
          expect(inner.x + inner.width).toBeLessThanOrEqual(outer.width)
          expect(inner.y + inner.height).toBeLessThanOrEqual(outer.height)
        }
      }),
    )
  })

  const photo = { width: 4032, height: 3024, orientation: 1 } as const
  it.each<[Intent, Size]>([
    [{}, { width: 4032, height: 3024 }],
    [{ width: 400 }, { width: 400, height: 300 }],
    [{ height: 301 }, { width: 401, height: 301 }],
    [
      { width: 400, height: 400 },
      { width: 400, height: 400 },
    ],
    [
      { width: 400, height: 400, fit: 'contain' },
      { width: 400, height: 400 },
    ],
    [
      { width: 400, height: 400, fit: 'inside' },
      { width: 400, height: 300 },
    ],
    [
      { width: 400, height: 400, fit: 'outside' },
      { width: 533, height: 400 },
    ],
    [
      { width: 400, height: 400, fit: 'fill' },
      { width: 400, height: 400 },
    ],
    [
      { width: 5000, enlarge: false },
      { width: 4032, height: 3024 },
    ],
    [
      { width: 5000, height: 100, enlarge: false },
      { width: 4032, height: 100 },
    ],
    [
      { width: 5000, height: 5000, fit: 'contain', enlarge: false },
      { width: 5000, height: 5000 },
    ],
    [{ crop: { width: 1000, height: 500 } }, { width: 1000, height: 500 }],
    [{ crop: { width: 1000, height: 500, x: 3900, y: 0 } }, { width: 132, height: 500 }],
    [
      { width: 400, rotate: 90 },
      { width: 300, height: 400 },
    ],
  ])('%o of 4032x3024 is %o', (wanted, output) => {
    expect(geometry(photo, wanted).output).toEqual(output)
  })

  it('places what cover keeps as sharp does: the odd pixel before it', () => {
    const { window } = geometry({ width: 103, height: 100, orientation: 1 }, { width: 100, height: 100 })
    expect(window).toEqual({ x: 2, y: 0, width: 100, height: 100 })
  })

  it('places what contain lays as libvips does: the odd pixel behind it', () => {
    const { at } = geometry(
      { width: 50, height: 100, orientation: 1 },
      { width: 103, height: 100, fit: 'contain' },
    )
    expect(at).toEqual({ x: 26, y: 0 })
  })

  it('flips and flops before it rotates', () => {
    const { turn } = geometry({ width: 4, height: 2, orientation: 1 }, { flop: true, rotate: 90 })
    expect(turn).toEqual(turnOf(7 as Orientation))
  })

  it('refuses a crop outside of the image, telling the size of the upright one', () => {
    const lying = { width: 40, height: 30, orientation: 6 } as const
    const wanted = { crop: { width: 5, height: 5, x: 30, y: 0 } }
    expect(() => geometry(lying, wanted)).toThrow('crop: 30,0 lies outside the image, which is 30x40')
  })
})
