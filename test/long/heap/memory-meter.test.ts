import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, describe, expect, test } from 'vitest'
import { peakMemory } from '../../../bench/memory-meter.ts'

const MEGABYTE = 2 ** 20
const PAGES = MEGABYTE / 65_536

beforeAll(() => {
  setFlagsFromString('--expose-gc')
  globalThis.gc = runInNewContext('gc')
})

const touch = (memory: WebAssembly.Memory) => new Uint8Array(memory.buffer)[0]

function workIn(megabytes: number): void {
  touch(new WebAssembly.Memory({ initial: megabytes * PAGES }))
}

const peakOf = async (work: () => Promise<unknown>) => (await peakMemory(work)).peak / MEGABYTE

describe('the meter', () => {
  test('finds the final size of a memory', async () => {
    const peak = await peakOf(async () => {
      const memory = new WebAssembly.Memory({ initial: PAGES })
      touch(memory)
      memory.grow(39 * PAGES)
      touch(memory)
    })
    expect(peak).toBeGreaterThan(39.5)
    expect(peak).toBeLessThan(41)
  })

  test('sums buffers that are in use at the same time', async () => {
    const peak = await peakOf(async () => {
      const pixels = new Uint8Array(20 * MEGABYTE)
      workIn(30)
      return pixels
    })
    expect(peak).toBeGreaterThan(49.5)
    expect(peak).toBeLessThan(51)
  })

  test('does not count a memory that was garbage when the next one was created', async () => {
    const peak = await peakOf(async () => {
      for (let run = 0; run < 3; run++) {
        workIn(30)
        await new Promise((resolve) => setTimeout(resolve))
      }
    })
    expect(peak).toBeLessThan(61)
  })

  test('returns the result and restores the getter of memories', async () => {
    const plain = Object.getOwnPropertyDescriptor(WebAssembly.Memory.prototype, 'buffer')
    expect((await peakMemory(async () => 7)).result).toBe(7)
    await expect(peakMemory(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(Object.getOwnPropertyDescriptor(WebAssembly.Memory.prototype, 'buffer')).toEqual(plain)
  })
})
