import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeOverlay } from '../../../../src/engine/ops/overlay.ts'
import { overlayMemory } from '../../../../src/engine/ops/overlay-blocks.ts'
import type { Placement } from '../../../../src/engine/ops/placement.ts'
import { frameOf } from '../../../../src/engine/ops/upright.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { heapBytes } from '../../../../src/engine/wasm/heap.ts'
import { inKernel } from '../../../support/engine/operate.ts'
import { randomNumbers } from '../../../support/properties/random.ts'

/** Returns random pixels, many of them fully transparent or opaque. */
function noise(width: number, height: number, seed = 1): Frame {
  const random = randomNumbers(seed)
  const data = new Uint8Array(width * height * 4)
  for (let at = 0; at < data.length; at++) {
    const value = random() >>> 24
    data[at] = at % 4 < 3 || value % 3 === 0 ? value : value % 3 === 1 ? 0 : 255
  }
  return { width, height, data }
}

function lay(base: Frame, over: Frame, placement: Placement): Uint8Array {
  const { kernel, picture } = inKernel(base)
  const made = composeOverlay(kernel, picture, placement, over)
  expect(made.planes).toEqual(picture.planes)
  return frameOf(kernel, made).data
}

function reference(base: Frame, over: Frame, { x, y, opacity, pitch, size }: Placement): Uint8Array {
  const out = Uint8Array.from(base.data)
  const modulo = (value: number, by: number) => ((value % by) + by) % by
  for (let row = 0; row < base.height; row++) {
    for (let column = 0; column < base.width; column++) {
      const dx = pitch ? modulo(column - x, pitch.width) : column - x
      const dy = pitch ? modulo(row - y, pitch.height) : row - y
      if (dx < 0 || dy < 0 || dx >= size.width || dy >= size.height) continue
      const from = (dy * size.width + dx) * 4
      const to = (row * base.width + column) * 4
      const above = Math.round((over.data[from + 3] ?? 0) * opacity)
      if (above === 0) continue
      const [weight, rest] = [above * 255, (base.data[to + 3] ?? 0) * (255 - above)]
      for (let c = 0; c < 3; c++) {
        const mixed = (over.data[from + c] ?? 0) * weight + (base.data[to + c] ?? 0) * rest
        out[to + c] = Math.round(mixed / (weight + rest))
      }
      out[to + 3] = Math.round((weight + rest) / 255)
    }
  }
  return out
}

const at = (x: number, y: number, { width, height }: Frame, more: Partial<Placement> = {}): Placement => ({
  size: { width, height },
  angle: 0,
  box: { width, height },
  x,
  y,
  opacity: 1,
  blend: 'normal',
  ...more,
})

describe('an overlay', () => {
  it('is drawn at its place, with any opacity, once or repeated', () => {
    const side = fc.integer({ min: 1, max: 9 })
    const opacity = fc.constantFrom(0.01, 0.25, 0.5, 0.99, 1)
    const gap = fc.option(fc.tuple(fc.nat(6), fc.nat(6)), { nil: undefined })
    const room = fc.nat(12)
    fc.assert(
      fc.property(
        side,
        side,
        room,
        room,
        room,
        room,
        opacity,
        gap,
        (w, h, left, top, right, bottom, o, g) => {
          const over = noise(w, h, 7)
          const base = noise(left + w + right, top + h + bottom, 3)
          const pitch = g && { width: w + g[0], height: h + g[1] }
          const placement = at(left, top, over, { opacity: o, pitch })
          expect(lay(base, over, placement)).toEqual(reference(base, over, placement))
        },
      ),
    )
  })

  it('hides the base if opaque, and changes nothing if transparent', () => {
    const base = noise(9, 5)
    const clear = { ...noise(3, 2), data: noise(3, 2).data.map((v, i) => (i % 4 === 3 ? 0 : v)) }
    expect(lay(base, clear, at(2, 1, clear))).toEqual(base.data)
    const solid = { ...noise(9, 5, 5), data: noise(9, 5, 5).data.map((v, i) => (i % 4 === 3 ? 255 : v)) }
    expect(lay(base, solid, at(0, 0, solid))).toEqual(solid.data)
  })

  it('is repeated across the edges', () => {
    const over = { width: 2, height: 1, data: Uint8Array.of(1, 1, 1, 255, 2, 2, 2, 255) }
    const base = { width: 7, height: 2, data: new Uint8Array(56) }
    const made = lay(base, over, at(4, 1, over, { pitch: { width: 3, height: 1 } }))
    const columns = Array.from({ length: 7 }, (_, column) => made[column * 4] ?? -1)
    // The overlay starts at column 4. It therefore starts at 1, too, and its right half is visible
    // at -1.
    expect(columns).toEqual([0, 1, 2, 0, 1, 2, 0])
    expect(made.subarray(0, 28)).toEqual(made.subarray(28))
  })

  it.each([false, true])('takes its planned memory, repeated: %s', (repeated) => {
    const over = noise(50, 40)
    const base = noise(300, 200)
    const placement = at(0, 0, over, repeated ? { pitch: { width: 60, height: 50 } } : {})
    const { kernel, picture } = inKernel(base)
    const before = kernel.alloc(0) + heapBytes(0)
    composeOverlay(kernel, picture, placement, over)
    const taken = kernel.alloc(0) - before
    expect(taken).toBeLessThanOrEqual(overlayMemory(base, [placement]))
    expect(taken).toBeGreaterThan(over.data.length)
  })
})
