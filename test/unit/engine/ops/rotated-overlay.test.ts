import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeOverlay } from '../../../../src/engine/ops/overlay.ts'
import { overlayMemory } from '../../../../src/engine/ops/overlay-blocks.ts'
import { type Placement, placeOverlay } from '../../../../src/engine/ops/placement.ts'
import { frameOf } from '../../../../src/engine/ops/upright.ts'
import type { LayerOptions } from '../../../../src/engine/options/layers.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { heapBytes } from '../../../../src/engine/wasm/heap.ts'
import { inKernel } from '../../../support/engine/operate.ts'
import { greatestDifference } from '../../../support/picture/differences.ts'
import { paint, pixelAt } from '../../../support/picture/frames.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { runs } from '../../../support/properties/runs.ts'

function lay(base: Frame, over: Frame, placement: Placement): Frame {
  const { kernel, picture } = inKernel(base)
  return frameOf(kernel, composeOverlay(kernel, picture, placement, over))
}

const placed = (base: Frame, over: Frame, options: LayerOptions): Placement =>
  placeOverlay(base, over, { padding: 0, ...options })

const CLEAR = [0, 0, 0, 0]

/** Returns a premultiplied pixel of the overlay. It is 0 outside the overlay and in gaps. */
function texel(over: Frame, column: number, row: number, { pitch }: Placement): readonly number[] {
  const modulo = (value: number, by: number) => ((value % by) + by) % by
  const [x, y] = pitch ? [modulo(column, pitch.width), modulo(row, pitch.height)] : [column, row]
  if (x < 0 || y < 0 || x >= over.width || y >= over.height) return CLEAR
  const [r = 0, g = 0, b = 0, a = 0] = pixelAt(over, x, y)
  return [(r * a) / 255, (g * a) / 255, (b * a) / 255, a]
}

/** Rotates by bilinear interpolation about the middle of the box. */
function reference(base: Frame, over: Frame, placement: Placement): Frame {
  const { angle, box, size, x, y } = placement
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]
  return paint(base.width, base.height, (column, row) => {
    const [dx, dy] = [column + 0.5 - x - box.width / 2, row + 0.5 - y - box.height / 2]
    const below = pixelAt(base, column, row)
    const inBox = Math.abs(dx) < box.width / 2 && Math.abs(dy) < box.height / 2
    if (!placement.pitch && !inBox) return below
    const [u, v] = [cos * dx + sin * dy + size.width / 2 - 0.5, cos * dy - sin * dx + size.height / 2 - 0.5]
    const [left, top] = [Math.floor(u), Math.floor(v)]
    const sum = [0, 0, 0, 0]
    for (const [across, down] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const weight = Math.abs(1 - across - (u - left)) * Math.abs(1 - down - (v - top))
      for (const [channel, value] of texel(over, left + across, top + down, placement).entries())
        sum[channel] = (sum[channel] ?? 0) + weight * value
    }
    const rest = 1 - (sum[3] ?? 0) / 255
    return [0, 1, 2].map((channel) => (sum[channel] ?? 0) + rest * (below[channel] ?? 0)).concat(255)
  })
}

const BASE = makePicture(90, 70, { noise: 30 })
const LOGO = makePicture(23, 14, { alpha: 'soft', noise: 30 })

/** Tolerance: colors of faint pixels are rounded twice. */
const ROUNDED = 3

const angles = fc.oneof(fc.integer({ min: -360, max: 720 }), fc.double({ min: 0, max: 360, noNaN: true }))

describe('a rotated overlay', () => {
  it('is interpolated, about the middle of its bounding box', () => {
    fc.assert(
      fc.property(angles, fc.constantFrom('topleft', 'center', 'bottomright'), (rotate, align) => {
        const placement = placed(BASE, LOGO, { rotate, align })
        const made = lay(BASE, LOGO, placement)
        expect(greatestDifference(made, reference(BASE, LOGO, placement))).toBeLessThanOrEqual(ROUNDED)
      }),
      { numRuns: runs(40) },
    )
  })

  it.each([0, 1, 6])('is repeated along its own axes, %d pixels apart', (padding) => {
    fc.assert(
      fc.property(angles, (rotate) => {
        const placement = placed(BASE, LOGO, { rotate, repeat: true, padding, align: 'topleft' })
        const made = lay(BASE, LOGO, placement)
        expect(greatestDifference(made, reference(BASE, LOGO, placement))).toBeLessThanOrEqual(ROUNDED)
      }),
      { numRuns: runs(25) },
    )
  })

  it.each([
    [90, (x: number, y: number) => pixelAt(LOGO, y, LOGO.height - 1 - x)],
    [180, (x: number, y: number) => pixelAt(LOGO, LOGO.width - 1 - x, LOGO.height - 1 - y)],
    [-90, (x: number, y: number) => pixelAt(LOGO, LOGO.width - 1 - y, x)],
  ])('is exact at %d degrees', (rotate, pixel) => {
    const [width, height] = rotate === 180 ? [LOGO.width, LOGO.height] : [LOGO.height, LOGO.width]
    const turned = paint(width, height, pixel)
    for (const repeat of [false, true]) {
      const options: LayerOptions = { align: 'bottomleft', padding: 4, repeat }
      const made = lay(BASE, LOGO, placed(BASE, LOGO, { ...options, rotate }))
      expect(made).toEqual(lay(BASE, turned, placed(BASE, turned, options)))
    }
  })

  it.each([0, 90, 180, 270])('looks at nearly %d degrees as at a right angle', (right) => {
    const exact = lay(BASE, LOGO, placed(BASE, LOGO, { rotate: right }))
    const next = lay(BASE, LOGO, placed(BASE, LOGO, { rotate: right + 1e-6 }))
    expect(greatestDifference(next, exact)).toBeLessThanOrEqual(ROUNDED)
  })

  it('has no dark or colored seam, because transparent pixels add no color', () => {
    const white = paint(90, 70, () => [255, 255, 255, 255])
    const logo = paint(30, 20, (x) => (x < 15 ? [0, 0, 0, 0] : [255, 255, 255, 255]))
    for (const repeat of [false, true])
      expect(lay(white, logo, placed(white, logo, { rotate: 33, repeat }))).toEqual(white)
  })

  it('has its opacity applied before the rotation', () => {
    const black = paint(40, 40, () => [0, 0, 0, 255])
    const logo = paint(20, 20, () => [255, 255, 255, 255])
    const made = lay(black, logo, placed(black, logo, { rotate: 45, alpha: 40 }))
    expect(pixelAt(made, 20, 20)).toEqual([102, 102, 102, 255])
  })

  it.each([30, 90, 200])('takes its planned memory: %d degrees', (rotate) => {
    for (const repeat of [false, true]) {
      const placement = placed(BASE, LOGO, { rotate, repeat })
      const { kernel, picture } = inKernel(BASE)
      const before = kernel.alloc(0) + heapBytes(0)
      composeOverlay(kernel, picture, placement, LOGO)
      expect(kernel.alloc(0) - before).toBe(overlayMemory(BASE, [placement]))
    }
  })
})
