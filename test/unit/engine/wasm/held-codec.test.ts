import { expect, it } from 'vitest'
import { type CodecModule, limitGrowth } from '../../../../src/engine/wasm/emscripten.ts'
import { heldCodec } from '../../../../src/engine/wasm/held-codec.ts'
import { openKernel } from '../../../../src/engine/wasm/kernel.ts'
import { takeStarted } from '../../../../src/engine/wasm/reuse.ts'
import { paired, seatIn, type TakenSeat } from '../../../../src/memory/seat.ts'
import { WASM_PAGE } from '../../../../src/wasm-memory/page.ts'
import { failure } from '../../../support/process/failure.ts'

const LIMIT = 4 * WASM_PAGE

const ownerOf = (memory: WebAssembly.Memory): TakenSeat =>
  seatIn(() => memory, { bytes: 0, owner: { at: Number.POSITIVE_INFINITY }, isLarge: false })

/** Runs a codec that gives two results in a memory, up to its first result. */
async function begin() {
  const memory = new WebAssembly.Memory({ initial: 1 })
  const owner = ownerOf(memory)
  const kernel = openKernel(paired(ownerOf(new WebAssembly.Memory({ initial: 2 })).seat, owner.seat))
  const module: CodecModule<object> = { factory: async () => ({}), wasm: new Uint8Array() }
  const calls: string[] = []
  function* use() {
    try {
      yield 'first'
      yield 'second'
    } finally {
      calls.push('release')
    }
  }
  const results = heldCodec(module, LIMIT, 'corrupt', use, kernel)
  expect(await results.next()).toEqual({ value: 'first', done: false })
  return { memory, owner, module, calls, results }
}

it('ends its results, keeps its instance and removes its limit', async () => {
  const { memory, module, calls, results } = await begin()
  expect(() => memory.grow(4)).toThrow(RangeError)
  await results.return(undefined)
  expect(calls).toEqual(['release'])
  expect(takeStarted(memory, module)).toBeDefined()
  memory.grow(4)
})

it.each(['next', 'return'] as const)('leaves a lost memory to the next holder: %s', async (how) => {
  const { memory, owner, module, calls, results } = await begin()
  owner.revoke()
  ownerOf(memory).seat.begin()
  limitGrowth(memory, LIMIT)
  if (how === 'next') await expect(results.next()).rejects.toThrow(failure('busy'))
  else await results.return(undefined)
  expect(calls).toEqual([])
  expect(takeStarted(memory, module)).toBeUndefined()
  expect(() => memory.grow(4)).toThrow(RangeError)
})

it('leaves no limit in a lost memory', async () => {
  const { memory, owner } = await begin()
  owner.revoke()
  memory.grow(4)
})
