import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { countLoops } from '../../../../tools/codecs/count-loops.ts'
import { exportsOf, prune } from '../../../../tools/codecs/prune.ts'
import { Module } from '../../../support/kernel/compile.ts'

const { resolve } = createRequire(import.meta.url)
const harfbuzz = readFileSync(resolve('harfbuzzjs/dist/harfbuzz.wasm'))

/**
 * Module with `spin(n)`, which loops n times. It has its own global, constants, a branch table and
 * a block with results.
 */
const SPIN = Uint8Array.from(
  Buffer.from(
    [
      '0061736d01000000', // Preamble.
      '010601',
      '60017f017f', // Type: i32 to i32.
      '03020100', // One function.
      '060601',
      '7f00412a0b', // A global, 42.
      '0708',
      '01',
      '047370696e',
      '0000', // Export.
    ].join(''),
    'hex',
  ),
)

function spinner(): Uint8Array {
  const body = Buffer.from(
    [
      '01017f', // A local.
      '4400000000000000401a', // f64.const 2, drop.
      '0240', // block
      '0340', // loop
      '2000450d01', // Leaves the loop at 0.
      '200041016b2100', // Subtracts one.
      '0c000b0b', // Repeats the loop.
      '23000b', // Returns the global, 42.
    ].join(''),
    'hex',
  )
  return Buffer.concat([SPIN, Uint8Array.of(10, body.length + 2, 1, body.length), body])
}

describe('a module whose loops are counted', () => {
  function start(rounds: number) {
    const { exports } = new WebAssembly.Instance(new Module(countLoops(spinner())))
    const { spin, rounds: left } = exports as unknown as {
      spin(times: number): number
      rounds: WebAssembly.Global
    }
    left.value = rounds
    return { spin, left: () => left.value }
  }

  it('gives the same result and subtracts one from the budget in each round', () => {
    const { spin, left } = start(100)
    expect(spin(0)).toBe(42)
    expect(left()).toBe(99)
    expect(spin(9)).toBe(42)
    expect(left()).toBe(89)
  })

  it('traps if the budget is used up', () => {
    const { spin, left } = start(100)
    expect(() => spin(100)).toThrow(WebAssembly.RuntimeError)
    expect(left()).toBe(0)
    expect(() => spin(0)).toThrow(WebAssembly.RuntimeError)
  })

  it('keeps its imports and exports', () => {
    const [before, after] = [new Module(harfbuzz), new Module(countLoops(harfbuzz))]
    expect(WebAssembly.Module.imports(after)).toEqual(WebAssembly.Module.imports(before))
    expect(WebAssembly.Module.exports(after)).toEqual([
      ...WebAssembly.Module.exports(before),
      { name: 'rounds', kind: 'global' },
    ])
  })

  it('must have only known instructions', () => {
    const module = spinner()
    module[module.indexOf(0x44)] = 0xfd
    expect(() => countLoops(module)).toThrow('opcode fd is not known')
  })
})

describe('a pruned module', () => {
  it('exports only the kept functions and is smaller', async () => {
    const pruned = await prune(harfbuzz, ['memory', 'malloc'])
    expect(exportsOf(pruned)).toEqual(['memory', 'malloc'])
    expect(pruned.length).toBeLessThan(harfbuzz.length / 2)
    expect(WebAssembly.Module.exports(new Module(pruned)).map(({ name }) => name)).toEqual([
      'memory',
      'malloc',
    ])
  })

  it('must have the functions to keep', async () => {
    await expect(prune(harfbuzz, ['hb_dance'])).rejects.toThrow('the module has no hb_dance')
  })
})
