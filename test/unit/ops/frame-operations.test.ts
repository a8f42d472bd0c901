import { describe, expect, it } from 'vitest'
import { flatten } from '../../../src/ops/flatten.ts'
import { perform } from '../../../src/ops/ops.ts'
import { pad } from '../../../src/ops/pad.ts'

const RED = { r: 255, g: 0, b: 0, alpha: 1 }

describe('pad', () => {
  it('lays the frame on a canvas of one colour', () => {
    const frame = { width: 1, height: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }
    const { width, height, data } = pad(frame, { size: { width: 2, height: 3 }, x: 1, y: 1, color: RED })
    const red = [255, 0, 0, 255]
    expect({ width, height }).toEqual({ width: 2, height: 3 })
    expect([...data]).toEqual([...red, ...red, ...red, 1, 2, 3, 4, ...red, 5, 6, 7, 8])
  })

  it('rounds the opacity of the canvas to a byte', () => {
    const frame = { width: 1, height: 1, data: Uint8Array.of(9, 9, 9, 9) }
    const { data } = pad(frame, { size: { width: 2, height: 1 }, x: 0, y: 0, color: { ...RED, alpha: 0.5 } })
    expect([...data]).toEqual([9, 9, 9, 9, 255, 0, 0, 128])
  })
})

describe('flatten', () => {
  it('mixes by alpha and leaves nothing transparent', () => {
    const data = Uint8Array.of(0, 100, 200, 0, 0, 100, 200, 128, 0, 100, 200, 255)
    const flat = flatten({ width: 3, height: 1, data }, RED)
    expect([...flat.data]).toEqual([255, 0, 0, 255, 127, 50, 100, 255, 0, 100, 200, 255])
  })
})

describe('perform', () => {
  it('runs the operation that a step names', () => {
    const frame = { width: 2, height: 1, data: Uint8Array.of(1, 1, 1, 1, 2, 2, 2, 2) }
    const step = { op: 'cut', args: { x: 1, y: 0, width: 1, height: 1 } } as const
    expect(perform(frame, step)).toEqual({ width: 1, height: 1, data: Uint8Array.of(2, 2, 2, 2) })
  })
})
