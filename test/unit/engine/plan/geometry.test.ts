import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TransformOptions } from '../../../../src/engine/options/transform-options.ts'
import type { Orientation } from '../../../../src/engine/picture/header.ts'
import { inverse, type Turn, turnBox, turnOf, turnSize } from '../../../../src/engine/picture/orientation.ts'
import type { Box, Size } from '../../../../src/engine/picture/size.ts'
import { type Geometry, geometry, redactions } from '../../../../src/engine/plan/geometry.ts'
import { intentOf } from '../../../support/engine/transformed.ts'
import { paint } from '../../../support/picture/frames.ts'

interface Point {
  readonly x: number
  readonly y: number
}

function unturn({ x, y }: Point, turned: Size, { swap, mirrorX, mirrorY }: Turn): Point {
  const across = mirrorX ? turned.width - x : x
  const down = mirrorY ? turned.height - y : y
  return swap ? { x: down, y: across } : { x: across, y: down }
}

function storedPoint(shape: Geometry, point: Point): Point {
  const placed = turnSize(shape.window, shape.turn)
  const turned = { x: point.x - shape.at.x, y: point.y - shape.at.y }
  const inWindow = unturn(turned, placed, shape.turn)
  const { crop, scaled, window } = shape
  return {
    x: crop.x + ((inWindow.x + window.x) * crop.width) / scaled.width,
    y: crop.y + ((inWindow.y + window.y) * crop.height) / scaled.height,
  }
}

const side = fc.integer({ min: 1, max: 400 })
const ORIENTATIONS: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8]
const orientation = fc.constantFrom(...ORIENTATIONS)
const intent: fc.Arbitrary<TransformOptions> = fc.record(
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

describe('the geometry of a plan', () => {
  it('shows the same for every stored orientation', () => {
    fc.assert(
      fc.property(side, side, orientation, intent, (width, height, code, requested) => {
        const upright = geometry({ width, height, orientation: 1 }, requested)
        const stored = turnSize({ width, height }, inverse(turnOf(code)))
        const shape = geometry({ ...stored, orientation: code }, requested)
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

  it('keeps every box inside its picture', () => {
    fc.assert(
      fc.property(side, side, orientation, intent, (width, height, code, requested) => {
        const { crop, scaled, window, output, at, turn } = geometry(
          { width, height, orientation: code },
          requested,
        )
        const placed = turnSize(window, turn)
        for (const [inner, outer] of [
          [crop, { width, height }],
          [window, scaled],
          [{ ...at, ...placed }, output],
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
  it.each<[TransformOptions, Size]>([
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
  ])('with %o gives 4032x3024 the size %o', (requested, output) => {
    expect(geometry(photo, requested).output).toEqual(output)
  })

  it('puts the odd pixel before the window for cover, as sharp does', () => {
    const { window } = geometry({ width: 103, height: 100, orientation: 1 }, { width: 100, height: 100 })
    expect(window).toEqual({ x: 2, y: 0, width: 100, height: 100 })
  })

  it('puts the odd pixel after the image for contain, as libvips does', () => {
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

  it('refuses a crop outside the image, and names the upright size', () => {
    const lying = { width: 40, height: 30, orientation: 6 } as const
    const requested = { crop: { width: 5, height: 5, x: 30, y: 0 } }
    expect(() => geometry(lying, requested)).toThrow('crop: 30,0 lies outside the image, which is 30x40')
  })
})

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height })

function held(upright: Size, orientation: Orientation) {
  return { ...turnSize(upright, inverse(turnOf(orientation))), orientation }
}

function kept(upright: Size, code: Orientation, query: string): Box {
  const header = held(upright, code)
  return turnBox(geometry(header, intentOf(query)).crop, header, turnOf(code))
}

describe('a crop at a focus point', () => {
  const size = { width: 400, height: 300 }

  it.each<[string, Box]>([
    ['crop=fp,0.5,0.5&width=100&height=100', box(50, 0, 300, 300)],
    ['crop=fp,0.5,0.5,2&width=100&height=100', box(125, 75, 150, 150)],
    ['crop=fp,200,150,2&width=100&height=100', box(125, 75, 150, 150)],
    ['crop=fp,0.25,0.75,3&width=200&height=100', box(34, 192, 133, 67)],
    ['crop=fp,100,225,3&width=200&height=100', box(34, 192, 133, 67)],
    ['crop=fp,0,0,2&width=100&height=100', box(0, 0, 150, 150)],
    ['crop=fp,1,1,2&width=100&height=100', box(250, 150, 150, 150)],
    ['crop=fp,1.5,299,10&width=100&height=50', box(0, 280, 40, 20)],
    ['crop=fp,9999,9999,2&width=100&height=100', box(250, 150, 150, 150)],
    ['crop=fp,0.5,0.5,100&width=1&height=1000', box(200, 149, 1, 3)],
    ['crop=fpd,0.25,0.75,3&width=200&height=100', box(34, 192, 133, 67)],
  ])('for %s of 400x300 keeps %o in every orientation', (query, expected) => {
    for (const code of ORIENTATIONS) expect(kept(size, code, query)).toEqual(expected)
  })

  it('has the point in its middle, as far as the edges allow', () => {
    const share = fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000)
    const zoom = fc.integer({ min: 10, max: 1000 }).map((n) => n / 10)
    fc.assert(
      fc.property(side, side, side, side, share, share, zoom, (width, height, w, h, x, y, by) => {
        const crop = { at: [x, y], zoom: by, marked: false } as const
        const found = geometry({ width, height, orientation: 1 }, { crop, width: w, height: h }).crop
        const middle = (at: number, length: number, room: number) =>
          Math.max(length / 2, Math.min(room - length / 2, at))
        expect(
          Math.abs(found.x + found.width / 2 - middle(x * width, found.width, width)),
        ).toBeLessThanOrEqual(0.5)
        expect(
          Math.abs(found.y + found.height / 2 - middle(y * height, found.height, height)),
        ).toBeLessThanOrEqual(0.5)
      }),
    )
  })
})

describe('the cross at a focus point', () => {
  const photo = { width: 400, height: 300, orientation: 1 } as const
  const cross = (query: string, header: Parameters<typeof geometry>[0] = photo) => {
    const { cross: at, canvas } = geometry(header, intentOf(query))
    return at && { x: at.x, y: at.y, canvas: [canvas.width, canvas.height] }
  }

  it.each([
    ['crop=fp,0.5,0.5&width=100&height=100', undefined],
    ['crop=fpd,0.5,0.5&width=100&height=100', { x: 50, y: 50, canvas: [100, 100] }],
    ['crop=fpd,0,0&width=100&height=100', { x: 0, y: 0, canvas: [100, 100] }],
    ['crop=fpd,1,1&width=100&height=100', { x: 99, y: 99, canvas: [100, 100] }],
    ['crop=fpd,9999,0.5&width=100&height=100', { x: 99, y: 50, canvas: [100, 100] }],
    ['crop=fpd,0.1,0.5,2&width=100&height=100', { x: 26, y: 50, canvas: [100, 100] }],
    ['crop=fpd,0.1,0.5,2&width=100&height=100&flop=1', { x: 73, y: 50, canvas: [100, 100] }],
    ['crop=fpd,0.1,0.5,2&width=100&height=100&rotate=90', { x: 49, y: 26, canvas: [100, 100] }],
    ['crop=fpd,0.1,0.5,2&width=100&height=100&extend=1,2,3,4', { x: 30, y: 51, canvas: [106, 104] }],
    [
      'crop=fpd,0.1,0.5,2&width=100&height=100&extend=1,2,3,4&rotate=90',
      { x: 52, y: 30, canvas: [104, 106] },
    ],
  ])('for %s is %o', (query, expected) => {
    expect(cross(query)).toEqual(expected)
  })

  it('is at the same place for every stored orientation', () => {
    const query = 'crop=fpd,0.1,0.6,2&width=120&height=80&extend=1,2,3,4&rotate=270'
    for (const code of ORIENTATIONS) expect(cross(query, held(photo, code))).toEqual(cross(query))
  })
})

describe('a smart crop', () => {
  function striped({ width, height }: Size, x: number, y: number) {
    const small = { width: width / 10, height: height / 10 }
    return paint(small.width, small.height, (column, row) => {
      const inside = Math.max(Math.abs(column - x * small.width), Math.abs(row - y * small.height)) < 4
      const level = inside && (column + row) % 2 === 0 ? 255 : 90
      return [level, level, level, 255]
    })
  }
  const size = { width: 800, height: 400 }

  it.each([0.2, 0.5, 0.75])('has the subject at %d in its middle', (share) => {
    for (const code of ORIENTATIONS) {
      const header = held(size, code)
      const requested = intentOf('crop=smart&width=90&height=90')
      const { crop } = geometry(header, requested, { preview: striped(size, share, 0.5) })
      const { x, y, width, height } = turnBox(crop, header, turnOf(code))
      expect([y, width, height]).toEqual([0, 400, 400])
      const ideal = Math.max(0, Math.min(400, share * 800 - 200))
      expect(Math.abs(x - ideal)).toBeLessThanOrEqual(30)
    }
  })

  it('stays inside the trimmed box', () => {
    const trim = box(100, 50, 300, 300)
    const requested = intentOf('trim=10&crop=smart&width=50&height=100')
    const { crop } = geometry({ ...size, orientation: 1 }, requested, {
      trim,
      preview: striped(size, 0.9, 0.9),
    })
    expect(crop).toMatchObject({ y: 50, width: 150, height: 300 })
    expect(crop.x).toBeGreaterThanOrEqual(100)
    expect(crop.x + crop.width).toBeLessThanOrEqual(400)
  })
})

describe('a trim', () => {
  const size = { width: 400, height: 300 }
  const trim = box(30, 20, 200, 100)

  it.each<[string, Box]>([
    ['trim=10', trim],
    ['trim=10&width=50', trim],
    ['trim=10&crop=60,40', box(100, 50, 60, 40)],
    ['trim=10&crop=60,40,190,90', box(220, 110, 10, 10)],
    ['trim=10&crop=fp,0,0,2&width=10&height=10', box(30, 20, 50, 50)],
    ['trim=10&crop=fp,150,50,2&width=10&height=10', box(155, 45, 50, 50)],
  ])('is applied before all other options: %s keeps %o', (query, expected) => {
    for (const code of ORIENTATIONS) {
      const header = held(size, code)
      const { crop } = geometry(header, intentOf(query), { trim })
      expect(turnBox(crop, header, turnOf(code))).toEqual(expected)
    }
  })

  it('makes the picture as small as the trimmed box', () => {
    const { output, scaled } = geometry({ ...size, orientation: 6 }, intentOf('trim=10'), { trim })
    expect([output, scaled]).toEqual([
      { width: 200, height: 100 },
      { width: 100, height: 200 },
    ])
  })

  it('moves the cross with the picture', () => {
    const requested = intentOf('trim=10&crop=fpd,0.5,0.5,2&width=50&height=50')
    expect(geometry({ ...size, orientation: 1 }, requested, { trim }).cross).toMatchObject({ x: 25, y: 25 })
  })

  it('is the base of the size in the refusal of a crop', () => {
    expect(() => geometry({ ...size, orientation: 1 }, intentOf('trim=10&crop=9,9,250,0'), { trim })).toThrow(
      'crop: 250,0 lies outside the image, which is 200x100',
    )
  })
})

describe('margins and rotations', () => {
  const photo = { width: 400, height: 300, orientation: 1 } as const

  it.each<[string, Partial<Geometry>]>([
    ['extend=7', { canvas: { width: 414, height: 314 }, at: { x: 7, y: 7 } }],
    ['extend=1,2,3,4', { canvas: { width: 406, height: 304 }, at: { x: 4, y: 1 } }],
    ['width=100&extend=1,2,3,4', { canvas: { width: 106, height: 79 }, at: { x: 4, y: 1 } }],
    [
      'width=100&height=100&fit=contain&extend=1,2,3,4',
      { canvas: { width: 106, height: 104 }, at: { x: 4, y: 13 } },
    ],
    [
      'width=100&height=100&fit=contain&position=bottom&extend=1,2,3,4&flip=1',
      { canvas: { width: 106, height: 104 }, at: { x: 4, y: 3 } },
    ],
    ['extend=1,2,3,4&rotate=90', { canvas: { width: 304, height: 406 }, at: { x: 3, y: 4 }, angle: 0 }],
    ['extend=1,2,3,4&flop=1', { canvas: { width: 406, height: 304 }, at: { x: 2, y: 1 } }],
    ['rotate=30', { canvas: { width: 400, height: 300 }, angle: 30, output: { width: 496, height: 460 } }],
    ['rotate=-30', { canvas: { width: 400, height: 300 }, angle: 330, output: { width: 496, height: 460 } }],
    [
      'extend=50,0,50,0&rotate=45',
      { canvas: { width: 400, height: 400 }, angle: 45, output: { width: 566, height: 566 } },
    ],
    ['rotate=90', { angle: 0, output: { width: 300, height: 400 } }],
  ])('give %s the geometry %o', (query, expected) => {
    expect(geometry(photo, intentOf(query))).toMatchObject(expected)
  })

  it('flip before a free rotation, and apply the orientation first', () => {
    const lying = { width: 300, height: 400, orientation: 6 } as const
    const { turn, angle, canvas } = geometry(lying, intentOf('flip=1&rotate=10'))
    expect({ turn, angle, canvas }).toEqual({
      turn: turnOf(7),
      angle: 10,
      canvas: { width: 400, height: 300 },
    })
  })
})

describe('stored redactions', () => {
  const size = { width: 40, height: 30 }
  const redact = [box(0, 0, 10, 5), box(30, 25, 100, 100), box(40, 0, 1, 1), box(0, 30, 5, 5)]

  it.each<[Orientation, Box[]]>([
    [1, [box(0, 0, 10, 5), box(30, 25, 10, 5)]],
    [2, [box(30, 0, 10, 5), box(0, 25, 10, 5)]],
    [3, [box(30, 25, 10, 5), box(0, 0, 10, 5)]],
    [4, [box(0, 25, 10, 5), box(30, 0, 10, 5)]],
    [5, [box(0, 0, 5, 10), box(25, 30, 5, 10)]],
    [6, [box(0, 30, 5, 10), box(25, 0, 5, 10)]],
    [7, [box(25, 30, 5, 10), box(0, 0, 5, 10)]],
    [8, [box(25, 0, 5, 10), box(0, 30, 5, 10)]],
  ])('in orientation %i are %o', (code, expected) => {
    expect(redactions(held(size, code), { redact })).toEqual(expected)
  })

  it('are empty without redact', () => {
    expect(redactions({ ...size, orientation: 1 }, {})).toEqual([])
  })
})
