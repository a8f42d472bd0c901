import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  HEAP_START,
  JXL_ENCODER_START,
  SIDE_START,
  VP8_ENCODER_START,
} from '../../src/engine/constants/kernel.ts'
import { heapBytes } from '../../src/engine/wasm/heap.ts'
import { jxlEncoder } from '../../src/engine/wasm/jxl-encoder.ts'
import { sideKernel } from '../../src/engine/wasm/side-kernel.ts'
import { vp8Encoder } from '../../src/engine/wasm/vp8-encoder.ts'
import { MAX_MEMORY } from '../../src/wasm-memory/page.ts'
import { Module } from '../support/kernel/compile.ts'
import { bytes, KERNEL_FILE, kernel, SIDE_FILE, VP8_ENCODER_FILE } from '../support/kernel/kernel.ts'
import { runs } from '../support/properties/runs.ts'

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

it('begins after the static data of all modules, which do not overlap', () => {
  const wasm = kernel()
  const side = sideKernel(wasm)
  expect(wasm.staticEnd.value).toBeLessThanOrEqual(SIDE_START)
  expect(side.staticEnd.value).toBeGreaterThan(SIDE_START)
  expect(side.staticEnd.value).toBeLessThanOrEqual(VP8_ENCODER_START)
  expect(vp8Encoder(wasm).staticEnd.value).toBeGreaterThan(VP8_ENCODER_START)
  expect(vp8Encoder(wasm).staticEnd.value).toBeLessThanOrEqual(JXL_ENCODER_START)
  expect(jxlEncoder(wasm).staticEnd.value).toBeGreaterThan(JXL_ENCODER_START)
  expect(jxlEncoder(wasm).staticEnd.value).toBeLessThanOrEqual(HEAP_START)
  const beyond = (to: number) => bytes(wasm, SIDE_START, to - SIDE_START)
  expect(beyond(side.staticEnd.value).some((byte) => byte !== 0)).toBe(true)
  expect(wasm.alloc(0)).toBeGreaterThanOrEqual(HEAP_START)
})

it('is imported by the other modules; the memory is all else that they import', () => {
  const imports = (file: Uint8Array) =>
    WebAssembly.Module.imports(new Module(file)).map(({ module, name }) => `${module}.${name}`)
  expect(imports(KERNEL_FILE)).toEqual(['env.memory'])
  for (const file of [SIDE_FILE, VP8_ENCODER_FILE])
    expect(imports(file).toSorted()).toEqual(['env.alloc', 'env.memory'])
})

it('is shared by both modules', () => {
  const wasm = kernel()
  const side = sideKernel(wasm)
  const before = wasm.alloc(0)
  expect(side.vp8lEncodeOpen(1, 1)).toBe(0)
  expect(wasm.alloc(0)).toBeGreaterThan(before + heapBytes(0))
  expect(sideKernel(wasm)).toBe(side)
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
  expect(heapBytes(length)).toBeGreaterThan(MAX_MEMORY)
})

it('plans the longest block that can be allocated', () => {
  expect(heapBytes(2 ** 30)).toBe(2 ** 30 + 64)
})

it('frees what was allocated since a checkpoint, zeroed', () => {
  fc.assert(
    fc.property(lengths, lengths, (before, since) => {
      const wasm = kernel()
      const kept = before.map((length) => bytes(wasm, wasm.alloc(length), length).fill(7).byteOffset)
      const checkpoint = wasm.heapCheckpoint()
      for (const length of since) bytes(wasm, wasm.alloc(length), length).fill(0xff)
      const end = wasm.heapCheckpoint()
      wasm.heapRestore(checkpoint)
      expect(wasm.heapCheckpoint()).toBe(checkpoint)
      expect(bytes(wasm, checkpoint - 16, end - checkpoint).every((byte) => byte === 0)).toBe(true)
      for (const [index, address] of kept.entries())
        expect(bytes(wasm, address, before[index] ?? 0).every((byte) => byte === 7)).toBe(true)
      expect(wasm.alloc(10)).toBe(checkpoint)
    }),
    { numRuns: runs(30) },
  )
})

it('releases nested checkpoints', () => {
  const wasm = kernel()
  const outer = wasm.heapCheckpoint()
  wasm.alloc(100)
  const inner = wasm.heapCheckpoint()
  wasm.alloc(100)
  wasm.heapRestore(inner)
  expect(wasm.heapCheckpoint()).toBe(inner)
  wasm.heapRestore(outer)
  wasm.heapRestore(outer)
  expect(wasm.heapCheckpoint()).toBe(outer)
})

it.each([0, 16, HEAP_START, -16, 2 ** 31])('traps on the checkpoint %d', (checkpoint) => {
  expect(() => kernel().heapRestore(checkpoint)).toThrow(WebAssembly.RuntimeError)
})

it('traps on checkpoints beyond the blocks, and on addresses that are not checkpoints', () => {
  const wasm = kernel()
  const checkpoint = wasm.heapCheckpoint()
  wasm.alloc(1)
  expect(() => wasm.heapRestore(wasm.heapCheckpoint() + 16)).toThrow(WebAssembly.RuntimeError)
  expect(() => wasm.heapRestore(checkpoint + 1)).toThrow(WebAssembly.RuntimeError)
})

it('keeps some bytes of the blocks that it releases, at their start', () => {
  const wasm = kernel()
  wasm.alloc(10)
  const checkpoint = wasm.heapCheckpoint()
  const first = wasm.alloc(1000)
  const second = wasm.alloc(3001)
  bytes(wasm, first, 1000).fill(1)
  bytes(wasm, second, 3001).fill(2)
  const kept = wasm.heapKeep(checkpoint, second + 1, 3000, 5000)
  expect(kept).toBe(checkpoint)
  expect(bytes(wasm, kept, 3000).every((byte) => byte === 2)).toBe(true)
  expect(bytes(wasm, kept + 3000, 10_000).every((byte) => byte === 0)).toBe(true)
  expect(wasm.heapCheckpoint()).toBe(checkpoint + heapBytes(5000))
  wasm.heapRestore(checkpoint)
  expect(bytes(wasm, checkpoint, 5000).every((byte) => byte === 0)).toBe(true)
})

it.each<[string, (start: number, end: number) => [number, number, number, number]]>([
  ['bytes before the checkpoint', (start) => [start, start - 16, 10, 10]],
  ['bytes after the last block', (start, end) => [start, end - 5, 10, 10]],
  ['more bytes than the new block has', (start) => [start, start, 10, 9]],
  ['a checkpoint that is none', (start) => [start + 1, start + 16, 10, 10]],
])('traps if it is to keep %s', (_, values) => {
  const wasm = kernel()
  const start = wasm.heapCheckpoint()
  wasm.alloc(1000)
  expect(() => wasm.heapKeep(...values(start, wasm.heapCheckpoint()))).toThrow(WebAssembly.RuntimeError)
})
