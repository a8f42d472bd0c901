import { expect, it } from 'vitest'
import { ledgerOfMemories } from '../../../src/memory/ledger.ts'
import { WASM_PAGE } from '../../../src/wasm-memory/page.ts'

it('counts every registered memory with its present size', () => {
  const ledger = ledgerOfMemories()
  const memories = [1, 2].map((initial) => ledger.register(new WebAssembly.Memory({ initial })))
  expect(ledger.wasmBytes()).toBe(3 * WASM_PAGE)
  memories[0]?.grow(4)
  expect(ledger.wasmBytes()).toBe(7 * WASM_PAGE)
})

it('keeps the highest total of memories and buffers', () => {
  const ledger = ledgerOfMemories()
  const memory = ledger.register(new WebAssembly.Memory({ initial: 1 }))
  ledger.note(100)
  ledger.note(0)
  memory.grow(1)
  expect(ledger.peak()).toBe(WASM_PAGE + 100)
  ledger.note(0)
  expect(ledger.peak()).toBe(2 * WASM_PAGE)
})
