import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kernel } from '../support/kernel/kernel.ts'
import { blocks } from '../support/kernel/pixel-blocks.ts'

const wasm = kernel()
const { put, take, atEnd } = blocks(wasm)

describe('a rotated or mirrored plane', () => {
  const shape = fc.record({
    width: fc.integer({ min: 0, max: 150 }),
    height: fc.integer({ min: 0, max: 150 }),
    size: fc.constantFrom(1, 4),
    swap: fc.boolean(),
    mirrorX: fc.boolean(),
    mirrorY: fc.boolean(),
  })

  it('has every pixel in its place', () => {
    fc.assert(
      fc.property(shape, ({ width, height, size, swap, mirrorX, mirrorY }) => {
        const source = Uint8Array.from(
          { length: width * height * size },
          (_, at) => Math.imul(at, 2654435761) >>> 24,
        )
        const [across, down] = swap ? [height, width] : [width, height]
        const expected = new Uint8Array(source.length)
        for (let y = 0; y < down; y++) {
          for (let x = 0; x < across; x++) {
            const [mx, my] = [mirrorX ? across - 1 - x : x, mirrorY ? down - 1 - y : y]
            const from = (swap ? mx * width + my : my * width + mx) * size
            expected.set(source.subarray(from, from + size), (y * across + x) * size)
          }
        }
        const out = put(new Uint8Array(source.length))
        const flags = { swap: Number(swap), mirrorX: Number(mirrorX), mirrorY: Number(mirrorY) }
        wasm.turnPlane({ source: put(source), width, height, bytesPerPixel: size, ...flags, out })
        expect(Buffer.compare(take(out, source.length), expected)).toBe(0)
      }),
    )
  })

  it('is read and written only inside its blocks', () => {
    fc.assert(
      fc.property(shape, ({ width, height, size, swap, mirrorX, mirrorY }) => {
        const length = width * height * size
        const block = put(new Uint8Array(length))
        const flags = { swap: Number(swap), mirrorX: Number(mirrorX), mirrorY: Number(mirrorY) }
        const picture = { width, height, bytesPerPixel: size, ...flags }
        wasm.turnPlane({ ...picture, source: atEnd(length), out: block })
        wasm.turnPlane({ ...picture, source: block, out: atEnd(length) })
      }),
    )
  })
})
