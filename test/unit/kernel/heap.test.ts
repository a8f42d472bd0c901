import fc from 'fast-check'
import { expect, it } from 'vitest'
import { heapBytes } from '../../../src/wasm/heap.ts'
import { bytes, kernel } from '../../support/kernel.ts'

const lengths = fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 20 })

it('allocates zeroed blocks, aligned to 16, with guard bytes between them', () => {
  fc.assert(
    fc.property(lengths, (all) => {
      const wasm = kernel()
      let end = 0
      for (const length of all) {
        const address = wasm.alloc(length)
        const block = bytes(wasm, address, length)
        expect(address % 16).toBe(0)
        expect(address).toBeGreaterThanOrEqual(end + 64)
        expect(Buffer.compare(block, new Uint8Array(length))).toBe(0)
        block.fill(0xff)
        end = address + length
      }
    }),
  )
})

it('takes the planned bytes', () => {
  fc.assert(
    fc.property(lengths, (all) => {
      const wasm = kernel()
      const first = wasm.alloc(0)
      for (const length of all) wasm.alloc(length)
      expect(wasm.alloc(0) - first).toBe(heapBytes(0, ...all))
    }),
  )
})

it.each([2 ** 30 + 1, 2 ** 31, 3e9, 2 ** 32 - 64, 2 ** 32 - 1])('traps on %d bytes', (length) => {
  expect(() => kernel().alloc(length)).toThrow(WebAssembly.RuntimeError)
})
