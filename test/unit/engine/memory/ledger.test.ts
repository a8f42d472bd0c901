import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { ledgerOfMemories } from '../../../../src/engine/memory/ledger.ts'
import { WASM_PAGE } from '../../../../src/engine/memory/wasm-page.ts'

it('counts every registered memory with its present size', () => {
  const ledger = ledgerOfMemories()
  const memories = [1, 2].map((initial) => ledger.register(new WebAssembly.Memory({ initial })))
  expect(ledger.wasmBytes()).toBe(3 * WASM_PAGE)
  memories[0]?.grow(4)
  expect(ledger.wasmBytes()).toBe(7 * WASM_PAGE)
})

it('counts a dropped memory until it and its buffer are collected', async () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const ledger = ledgerOfMemories()
  const held = { view: new Uint8Array(ledger.register(new WebAssembly.Memory({ initial: 3 })).buffer) }
  ;(() => {
    const memory = ledger.register(new WebAssembly.Memory({ initial: 4 }))
    held.view = new Uint8Array(memory.buffer)
    ledger.drop(memory)
    ledger.drop(memory)
  })()
  const collected = async () => {
    for (let count = 0; count < 3; count++) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      collect()
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
    return ledger.wasmBytes()
  }
  expect(ledger.wasmBytes()).toBe(7 * WASM_PAGE)
  expect(await collected()).toBe(7 * WASM_PAGE)
  held.view = new Uint8Array(0)
  expect(await collected()).toBe(3 * WASM_PAGE)
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
