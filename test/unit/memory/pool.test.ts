import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startHeartbeat } from '../../../src/isolate/heartbeat.ts'
import { KERNEL_CLASSES, kernelMemory, LARGE_CLASS, maxBytes } from '../../../src/memory/classes.ts'
import { ledgerOfMemories } from '../../../src/memory/ledger.ts'
import { memoryPool, type Place } from '../../../src/memory/pool.ts'
import { WASM_PAGE } from '../../../src/wasm-memory/page.ts'

const ACTIVE = { at: Number.POSITIVE_INFINITY }
const NONE = { taken: new Map<Place, number>(), wanted: new Set<string>() }

function poolOf() {
  const ledger = ledgerOfMemories()
  const pool = memoryPool(ledger)
  const placeFor = (bytes: number, wanted: readonly string[] = []) =>
    pool.placeFor(bytes, NONE.taken, new Set(wanted))
  const take = (bytes: number, heartbeat = ACTIVE) => {
    const place = placeFor(bytes)
    return place && pool.take(place, bytes, heartbeat)
  }
  return { ledger, pool, placeFor, take }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the places of a pool', () => {
  it('have the smallest class that is free and large enough', () => {
    const { placeFor } = poolOf()
    const names = KERNEL_CLASSES.map(({ name }) => name)
    const limits = KERNEL_CLASSES.map((each) => maxBytes(each) - kernelMemory(0))
    expect(limits.map((bytes) => placeFor(bytes)?.class.name)).toEqual(names)
    expect(limits.map((bytes) => placeFor(bytes + 1)?.class.name)).toEqual([...names.slice(1), 'large'])
  })

  it('have a larger class if that of a kernel is in use, and nobody waits for the larger one', () => {
    const { take, placeFor } = poolOf()
    const [smallest, next, third, ...others] = KERNEL_CLASSES.map(({ name }) => name)
    for (const { count } of KERNEL_CLASSES.slice(0, 1)) for (let n = 0; n < count; n++) take(1)
    expect(placeFor(1)?.class.name).toBe(next)
    expect(placeFor(1, [smallest ?? '', next ?? ''])?.class.name).toBe(third)
    expect(placeFor(1, [next ?? '', third ?? '', ...others])).toBeUndefined()
  })

  it('are as many as the classes have, however much is asked for', () => {
    const { take, ledger } = poolOf()
    const seats = Array.from({ length: 50 }, () => take(100)).filter((seat) => seat !== undefined)
    expect(seats).toHaveLength(KERNEL_CLASSES.reduce((sum, { count }) => sum + count, 0))
    for (const { memory } of seats) {
      while (true) {
        try {
          memory.grow(1)
        } catch {
          break
        }
      }
    }
    expect(ledger.wasmBytes()).toBe(
      KERNEL_CLASSES.reduce((sum, each) => sum + each.count * maxBytes(each), 0),
    )
  })

  it('are used again with the memory that grows least', () => {
    const { take, pool } = poolOf()
    const [first, second] = [take(100), take(100)]
    second?.memory.grow(8)
    const memories = [first?.memory, second?.memory]
    first?.free()
    second?.free()
    expect(take(6 * WASM_PAGE)?.memory).toBe(memories[1])
    expect(take(1)?.memory).toBe(memories[0])
    expect(pool.use()).toEqual({ reused: 2, started: 2 })
  })

  it('have one large memory, which grows with a higher limit only', () => {
    const { pool, take } = poolOf()
    const seat = take(20e6)
    expect(take(20e6)).toBeUndefined()
    expect(() => seat?.memory.grow(LARGE_CLASS.maximum)).toThrow(RangeError)
    seat?.free()
    expect(pool.take(pool.large, 200e6, ACTIVE).memory.grow(2000)).toBe(LARGE_CLASS.initial)
  })
})

it('makes one large memory for all plans that a higher limit allows', () => {
  const { pool, take } = poolOf()
  pool.allow(200e6)
  pool.allow(150e6)
  const memories = [70e6, 110e6, 140e6].map((bytes) => {
    const seat = take(bytes)
    const memory = seat?.memory
    seat?.free()
    return memory
  })
  expect(new Set(memories).size).toBe(1)
  expect(pool.use()).toEqual({ reused: 2, started: 1 })
  expect(() => memories[0]?.grow(145e6 / WASM_PAGE)).toThrow(RangeError)
})

it('makes a large memory whatever the limit is', () => {
  const { pool, take } = poolOf()
  pool.allow(1e15)
  expect(take(70e6)?.memory.grow(0)).toBe(LARGE_CLASS.initial)
})

describe('the planned bytes of a pool', () => {
  it('are what each memory has, or will have', () => {
    const { pool, take, placeFor } = poolOf()
    take(500_000)
    expect(pool.plannedBytes(new Map())).toBe(500_000)
    const place = placeFor(3_000_000)
    expect(pool.plannedBytes(place ? new Map([[place, 3_000_000]]) : new Map())).toBe(3_500_000)
    expect(pool.plannedBytes(new Map([[pool.large, 1]]))).toBe(500_000 + LARGE_CLASS.initial * WASM_PAGE)
  })

  it('include dropped memories, which exist until they are collected', () => {
    const { pool, take } = poolOf()
    const seat = take(100)
    const memory = seat?.memory
    seat?.free()
    pool.dropIdle()
    expect(pool.plannedBytes(new Map())).toBe(memory?.buffer.byteLength)
  })
})

describe('the memory of a context that has ended', () => {
  it('is wiped and used by others', async () => {
    const { pool, take } = poolOf()
    const heartbeat = { at: Date.now() }
    const seat = take(40e6, heartbeat)
    const memory = seat?.memory
    new Uint8Array(memory?.buffer ?? new ArrayBuffer()).fill(9)
    const other = startHeartbeat()
    vi.setSystemTime(Date.now() + 3000)
    pool.reclaim()
    await vi.advanceTimersByTimeAsync(1100)
    pool.reclaim()
    expect(take(40e6)).toBeUndefined()
    await vi.advanceTimersByTimeAsync(400)
    pool.reclaim()
    other.stop()
    const next = take(40e6)
    expect(next?.memory).toBe(memory)
    expect(new Uint8Array(next?.memory.buffer ?? new ArrayBuffer()).every((byte) => byte === 0)).toBe(true)
    expect(() => seat?.memory).toThrow()
  })
})
