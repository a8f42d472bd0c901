import fc from 'fast-check'
import { expect, it } from 'vitest'
import { heapBytes } from '../../../../src/engine/wasm/heap.ts'
import type { Kernel } from '../../../../src/engine/wasm/kernel.ts'
import { wholeKernel } from '../../../../src/engine/wasm/whole-kernel.ts'
import { Module } from '../../../support/compile.ts'
import { bytes, KERNEL_FILE, kernel, WHOLE_FILE } from '../../../support/kernel.ts'

interface Placed {
  readonly staticEnd: { readonly value: number }
}

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

it('begins after the static data of both modules, which do not overlap', () => {
  const WHOLE_START = 47_104
  const HEAP_START = 49_152
  const wasm = kernel<Placed>()
  const whole: unknown = wholeKernel(wasm)
  expect(wasm.staticEnd.value).toBeLessThanOrEqual(WHOLE_START)
  expect((whole as Placed).staticEnd.value).toBeGreaterThan(WHOLE_START)
  expect((whole as Placed).staticEnd.value).toBeLessThanOrEqual(HEAP_START)
  const beyond = (to: number) => bytes(wasm, WHOLE_START, to - WHOLE_START)
  expect(beyond((whole as Placed).staticEnd.value).some((byte) => byte !== 0)).toBe(true)
  expect(wasm.alloc(0)).toBeGreaterThanOrEqual(HEAP_START)
})

it('is imported by whole.wasm with the memory, the only other import', () => {
  const imports = (file: Uint8Array) =>
    WebAssembly.Module.imports(new Module(file)).map(({ module, name }) => `${module}.${name}`)
  expect(imports(KERNEL_FILE)).toEqual(['env.memory'])
  expect(imports(WHOLE_FILE).toSorted()).toEqual(['env.alloc', 'env.memory'])
})

it('is shared by both modules', () => {
  const wasm = kernel()
  const whole = wholeKernel(wasm)
  const before = wasm.alloc(0)
  expect(whole.vp8lEncodeOpen(1, 1)).toBe(0)
  expect(wasm.alloc(0)).toBeGreaterThan(before + heapBytes(0))
  expect(wholeKernel(wasm)).toBe(whole)
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

it.each([2 ** 30 + 1, 2 ** 31, 3e9, 2 ** 32 - 64, 2 ** 32 - 1])('traps on alloc(%d)', (length) => {
  expect(() => kernel().alloc(length)).toThrow(WebAssembly.RuntimeError)
})

it('frees and zeroes what was allocated since a checkpoint', () => {
  fc.assert(
    fc.property(lengths, lengths, (before, since) => {
      const wasm = kernel<Kernel>()
      const kept = before.map((length) => bytes(wasm, wasm.alloc(length), length).fill(7).byteOffset)
      const mark = wasm.heapMark()
      for (const length of since) bytes(wasm, wasm.alloc(length), length).fill(0xff)
      const end = wasm.heapMark()
      wasm.heapRelease(mark)
      expect(wasm.heapMark()).toBe(mark)
      expect(bytes(wasm, mark - 16, end - mark).every((byte) => byte === 0)).toBe(true)
      for (const [index, address] of kept.entries())
        expect(bytes(wasm, address, before[index] ?? 0).every((byte) => byte === 7)).toBe(true)
      expect(wasm.alloc(10)).toBe(mark)
    }),
    { numRuns: 30 },
  )
})

it('releases nested checkpoints', () => {
  const wasm = kernel<Kernel>()
  const outer = wasm.heapMark()
  wasm.alloc(100)
  const inner = wasm.heapMark()
  wasm.alloc(100)
  wasm.heapRelease(inner)
  expect(wasm.heapMark()).toBe(inner)
  wasm.heapRelease(outer)
  wasm.heapRelease(outer)
  expect(wasm.heapMark()).toBe(outer)
})

it.each([0, 16, 49_152, -16, 2 ** 31])('traps on the checkpoint %d', (mark) => {
  expect(() => kernel<Kernel>().heapRelease(mark)).toThrow(WebAssembly.RuntimeError)
})

it('traps on checkpoints beyond the blocks, and on addresses that are not checkpoints', () => {
  const wasm = kernel<Kernel>()
  const mark = wasm.heapMark()
  wasm.alloc(1)
  expect(() => wasm.heapRelease(wasm.heapMark() + 16)).toThrow(WebAssembly.RuntimeError)
  expect(() => wasm.heapRelease(mark + 1)).toThrow(WebAssembly.RuntimeError)
})
