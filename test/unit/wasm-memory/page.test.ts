import { expect, test } from 'vitest'
import { growTo, inPages, WASM_PAGE } from '../../../src/wasm-memory/page.ts'

test('a page is the unit in which a memory grows', () => {
  expect(new WebAssembly.Memory({ initial: 1 }).buffer.byteLength).toBe(WASM_PAGE)
})

test.each([
  [0, 0],
  [1, WASM_PAGE],
  [WASM_PAGE, WASM_PAGE],
  [WASM_PAGE + 1, 2 * WASM_PAGE],
])('%i bytes take whole pages', (bytes, rounded) => {
  expect(inPages(bytes)).toBe(rounded)
})

test.each([
  ['shrinks never', 0, 2],
  ['keeps its size', 2 * WASM_PAGE, 2],
  ['grows to whole pages', 2 * WASM_PAGE + 1, 3],
])('a memory of two pages %s', (_, bytes, pages) => {
  const memory = new WebAssembly.Memory({ initial: 2 })
  growTo(memory, bytes)
  expect(memory.buffer.byteLength).toBe(pages * WASM_PAGE)
})
