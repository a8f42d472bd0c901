import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeOverlay } from '../../../../src/engine/ops/placement.ts'
import type { LayerOptions } from '../../../../src/engine/options/layers.ts'
import type { Size } from '../../../../src/engine/picture/size.ts'

const BASE = { width: 600, height: 400 }
const LOGO = { width: 100, height: 50 }

const sizeOf = (options: LayerOptions, own = LOGO, base = BASE) => {
  const { width, height } = placeOverlay(base, own, options).size
  return [width, height]
}
const placeOf = (options: LayerOptions, own = LOGO, base = BASE) => {
  const { x, y } = placeOverlay(base, own, options)
  return [x, y]
}

describe('the size of an overlay', () => {
  it.each<[string, LayerOptions, number[]]>([
    ['the size of its file', {}, [100, 50]],
    ['a width, with the height by the aspect ratio', { width: 200 }, [200, 100]],
    ['a height, with the width by the aspect ratio', { height: 200 }, [400, 200]],
    ['both sides, whatever the aspect ratio', { width: 30, height: 200 }, [30, 200]],
    ['a share of the width', { width: 0.5 }, [300, 150]],
    ['a share of the height', { height: 0.5 }, [400, 200]],
    ['a share of the width and a height in pixels', { width: 0.25, height: 20 }, [150, 20]],
    ['the full width and height', { width: 1, height: 1 }, [600, 400]],
    ['percent of the width', { scale: 10 }, [60, 30]],
    ['a width rather than percent', { scale: 10, width: 200 }, [200, 100]],
    ['a height rather than percent', { scale: 10, height: 25 }, [50, 25]],
    ['rounded', { width: 33 }, [33, 17]],
    ['at least one pixel', { width: 0.0001 }, [1, 1]],
    ['limited to the base', { width: 2000 }, [600, 300]],
    ['limited to the base by its height', { height: 2000 }, [600, 300]],
    ['limited in proportion if both sides are given', { width: 1200, height: 400 }, [600, 200]],
  ])('is %s', (_, options, size) => {
    expect(sizeOf(options)).toEqual(size)
  })

  it('is shrunk if it is too large, to at least one pixel', () => {
    expect(sizeOf({}, { width: 1200, height: 400 })).toEqual([600, 200])
    expect(sizeOf({}, { width: 100, height: 800 })).toEqual([50, 400])
    expect(sizeOf({}, { width: 10_000, height: 1 })).toEqual([600, 1])
    expect(sizeOf({}, LOGO, { width: 1, height: 1 })).toEqual([1, 1])
  })
})

describe('the position of an overlay', () => {
  it.each<[LayerOptions, number[]]>([
    [{}, [250, 175]],
    [{ align: 'center', padding: 100 }, [250, 175]],
    [{ align: 'topleft' }, [10, 10]],
    [{ align: 'top' }, [250, 10]],
    [{ align: 'topright' }, [490, 10]],
    [{ align: 'right' }, [490, 175]],
    [{ align: 'bottomright' }, [490, 340]],
    [{ align: 'bottom' }, [250, 340]],
    [{ align: 'bottomleft', padding: 100 }, [100, 250]],
    [{ align: 'left', padding: 0 }, [0, 175]],
    [{ x: 30, y: 40 }, [30, 40]],
    [{ x: 30, y: 40, align: 'bottomright', padding: 90 }, [30, 40]],
    [{ x: 30 }, [30, 0]],
    [{ y: 30, align: 'right' }, [0, 30]],
    [{ x: 2000, y: 2000 }, [500, 350]],
    [{ align: 'topleft', padding: 1000 }, [500, 350]],
    [{ align: 'bottomright', padding: 1000 }, [0, 0]],
  ])('follows its options: %j', (options, place) => {
    expect(placeOf(options)).toEqual(place)
  })

  it('has the odd pixel before the overlay if centered', () => {
    expect(placeOf({}, { width: 99, height: 49 })).toEqual([251, 176])
  })
})

describe('a rotated overlay', () => {
  it.each<[LayerOptions, Size, Size, number[]]>([
    [{ rotate: 90 }, LOGO, { width: 50, height: 100 }, [275, 150]],
    [{ rotate: -90, align: 'bottomright' }, LOGO, { width: 50, height: 100 }, [540, 290]],
    [{ rotate: 180 }, LOGO, LOGO, [250, 175]],
    [{ rotate: 45, align: 'topleft' }, LOGO, { width: 106, height: 106 }, [10, 10]],
    [{ rotate: 30, align: 'bottomright', padding: 0 }, LOGO, { width: 112, height: 93 }, [488, 307]],
    [{ rotate: 405, x: 590, y: 390 }, LOGO, { width: 106, height: 106 }, [494, 294]],
  ])('is placed by its bounding box: %j', (options, size, box, place) => {
    const placed = placeOverlay(BASE, LOGO, options)
    expect([placed.size, placed.box, [placed.x, placed.y]]).toEqual([size, box, place])
  })

  it('is shrunk until its bounding box fits', () => {
    const { size, box } = placeOverlay(BASE, { width: 800, height: 400 }, { rotate: 90 })
    expect([size, box]).toEqual([
      { width: 400, height: 200 },
      { width: 200, height: 400 },
    ])
    const oblique = placeOverlay(BASE, { width: 800, height: 400 }, { rotate: 30 })
    expect(oblique.box.height).toBeGreaterThan(395)
    expect(oblique.size.width / oblique.size.height).toBeCloseTo(2, 1)
  })

  it('has its size before the rotation, and gaps between its repetitions', () => {
    const { size, pitch } = placeOverlay(BASE, LOGO, { rotate: 90, width: 0.5, repeat: true })
    expect(size).toEqual({ width: 300, height: 150 })
    expect(pitch).toEqual({ width: 320, height: 170 })
  })
})

it('gives the opacity as a share of 1', () => {
  expect(placeOverlay(BASE, LOGO, { alpha: 25 }).opacity).toBe(0.25)
  expect(placeOverlay(BASE, LOGO, {}).opacity).toBe(1)
})

it('adds padding on all sides of repetitions', () => {
  expect(placeOverlay(BASE, LOGO, { repeat: true }).pitch).toEqual({ width: 120, height: 70 })
  expect(placeOverlay(BASE, LOGO, { repeat: true, padding: 0 }).pitch).toEqual(LOGO)
  expect(placeOverlay(BASE, LOGO, { repeat: false }).pitch).toBeUndefined()
})

it('shrinks the padding with the repetitions', () => {
  const strip = { width: 400, height: LOGO.height / 10 }
  const { size, pitch } = placeOverlay(strip, LOGO, { repeat: true })
  expect(size).toEqual({ width: LOGO.width / 10, height: LOGO.height / 10 })
  expect(pitch).toEqual({ width: size.width + 2, height: size.height + 2 })
})

const side = (max: number) => fc.integer({ min: 1, max })
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const length = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 2, max: 2000 }))
const aligns = [
  'center',
  'top',
  'topright',
  'right',
  'bottomright',
  'bottom',
  'bottomleft',
  'left',
  'topleft',
]
const options = fc
  .record({
    align: maybe(fc.constantFrom(...(aligns as NonNullable<LayerOptions['align']>[]))),
    x: maybe(fc.nat(2000)),
    y: maybe(fc.nat(2000)),
    width: maybe(length),
    height: maybe(length),
    scale: maybe(fc.integer({ min: 1, max: 99 })),
    padding: maybe(fc.nat(1000)),
    alpha: maybe(fc.integer({ min: 1, max: 99 })),
    repeat: maybe(fc.boolean()),
    rotate: maybe(
      fc.oneof(
        fc.integer({ min: -4, max: 8 }).map((turns) => 90 * turns),
        fc.double({ min: -720, max: 720, noNaN: true }),
      ),
    ),
  })
  .map((record) => {
    const said = Object.entries(record).filter(([, value]) => value !== undefined)
    return Object.fromEntries(said) as LayerOptions
  })

it('keeps the overlay inside the base and at least one pixel large, whatever the options', () => {
  fc.assert(
    fc.property(side(5000), side(5000), side(5000), side(5000), options, (w, h, ow, oh, asked) => {
      const base = { width: w, height: h }
      const { size, box, angle, x, y, opacity, pitch } = placeOverlay(base, { width: ow, height: oh }, asked)
      const numbers = [size.width, size.height, box.width, box.height, x, y]
      expect(numbers.every(Number.isInteger)).toBe(true)
      expect(Math.min(size.width, size.height, box.width, box.height)).toBeGreaterThanOrEqual(1)
      expect(angle >= 0 && angle < 360).toBe(true)
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
      expect(x + box.width).toBeLessThanOrEqual(w)
      expect(y + box.height).toBeLessThanOrEqual(h)
      expect(opacity).toBeGreaterThan(0)
      expect(opacity).toBeLessThanOrEqual(1)
      if (pitch) expect(pitch.width >= size.width && pitch.height >= size.height).toBe(true)
    }),
  )
})
