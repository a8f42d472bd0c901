import { describe, expect, it } from 'vitest'
import { inkTable } from '../../src/engine/color/conversion.ts'
import { inkGrid } from '../../src/engine/color/ink-grid.ts'
import { toSrgb } from '../../src/engine/color/transfer.ts'
import { INK_PROFILES, type Inks, printed } from '../support/color/ink-tables.ts'
import { light } from '../support/color/srgb-light.ts'
import { kernel } from '../support/kernel/kernel.ts'
import { blocks } from '../support/kernel/pixel-blocks.ts'
import { randomNumbers } from '../support/properties/random.ts'

const wasm = kernel()
const { put, take, atEnd } = blocks(wasm)

function gridOf(profile: Uint8Array): Uint8Array {
  const table = inkTable({ color: { kind: 'icc', profile }, components: 4 })
  if (!table) throw new Error('there is no table')
  return inkGrid(table)
}

const GRIDS = { usual: gridOf(INK_PROFILES.lab16), reduced: gridOf(INK_PROFILES.large) }

const COUNT = 3000
const random = randomNumbers(11)
const PLANES = Array.from({ length: 4 }, () => Uint8Array.from({ length: COUNT }, () => random() & 255))

/** Returns the sRGB codes of inks, scaled to make all inks together black. */
function exact(codes: readonly number[]): readonly number[] {
  const [c = 0, m = 0, y = 0, k = 0] = codes.map((code) => 1 - light(1 - code / 255))
  const [darkest] = printed([1, 1, 1, 1])
  return printed([c, m, y, k] as Inks).map((value) =>
    Math.round(255 * toSrgb(Math.max(0, (value - darkest) / (1 - darkest)))),
  )
}

function converted(planes: readonly Uint8Array[], inverted: boolean, grid: Uint8Array): Uint8Array {
  const [c = 0, m = 0, y = 0, k = 0] = planes.map(put)
  const out = put(new Uint8Array(4 * COUNT))
  wasm.cmykToRgba({ c, m, y, k, count: COUNT, inverted: Number(inverted), out, grid: put(grid) })
  return take(out, 4 * COUNT)
}

describe('inks converted by the table of a profile', () => {
  it.each([
    ['usual', 2.2],
    ['reduced', 2.2],
  ] as const)('have the colors of the profile: %s', (name, most) => {
    const rgba = converted(PLANES, false, GRIDS[name])
    const errors = Array.from({ length: COUNT }, (_, at) => {
      const codes = exact(PLANES.map((plane) => plane[at] ?? 0))
      expect(rgba[4 * at + 3]).toBe(255)
      return codes.map((code, channel) => Math.abs(code - (rgba[4 * at + channel] ?? 0)))
    }).flat()
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(most)
    expect(Math.max(...errors)).toBeLessThan(16)
  })

  it('are white for paper and black for all inks', () => {
    const planes = PLANES.map((plane) => plane.map((_, at) => (at === 0 ? 0 : 255)))
    const rgba = converted(planes, false, GRIDS.usual)
    expect([...rgba.subarray(0, 8)]).toEqual([255, 255, 255, 255, 0, 0, 0, 255])
  })

  it('are the same from inverted samples, and from Y, Cb and Cr', () => {
    const found = converted(PLANES, false, GRIDS.usual)
    const inverted = PLANES.map((plane) => plane.map((ink) => 255 - ink))
    expect(converted(inverted, true, GRIDS.usual)).toEqual(found)

    const [y = 0, cb = 0, cr = 0, k = 0] = PLANES.map(put)
    const [rgba, out, grid] = [
      put(new Uint8Array(4 * COUNT)),
      put(new Uint8Array(4 * COUNT)),
      put(GRIDS.usual),
    ]
    wasm.yccToRgba(y, cb, cr, COUNT, rgba)
    const rgb = take(rgba, 4 * COUNT)
    const inks = [0, 1, 2].map((channel) => rgb.filter((_, at) => at % 4 === channel))
    for (const flag of [0, 1]) {
      wasm.ycckToRgba({ y, cb, cr, k, count: COUNT, inverted: flag, out, grid })
      const samples = inks.map((plane) => (flag ? plane : plane.map((value) => 255 - value)))
      const black = (PLANES[3] ?? new Uint8Array()).map((value) => (flag ? 255 - value : value))
      expect(take(out, 4 * COUNT)).toEqual(converted([...samples, black], false, GRIDS.usual))
    }
  })

  it('are read and written only inside their blocks', () => {
    const grid = put(GRIDS.usual)
    for (let count = 0; count < 20; count++) {
      const last = atEnd(count)
      wasm.cmykToRgba({ c: last, m: last, y: last, k: last, count, inverted: 0, out: atEnd(4 * count), grid })
      wasm.ycckToRgba({
        y: last,
        cb: last,
        cr: last,
        k: last,
        count,
        inverted: 1,
        out: atEnd(4 * count),
        grid,
      })
    }
  })
})
