import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { ledgerOfMemories } from '../../../src/memory/ledger.ts'
import { WASM_PAGE } from '../../../src/wasm-memory/page.ts'

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
