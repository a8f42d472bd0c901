import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isolateMemory } from '../../../../src/engine/memory/admission.ts'
import { turnsOf } from '../../../../src/engine/memory/large.ts'
import { ledgerOfMemories } from '../../../../src/engine/memory/ledger.ts'
import { memoryPool } from '../../../../src/engine/memory/pool.ts'
import { failure } from '../../../support/failure.ts'

const ACTIVE = { at: Number.POSITIVE_INFINITY }
const { signal } = new AbortController()

function isolate() {
  const ledger = ledgerOfMemories()
  const pool = memoryPool(ledger)
  const memory = isolateMemory(undefined, pool, ledger)
  const admission = memory.admission({ memory: 109e6, queue: 10, wait: 60_000 }, ACTIVE, signal)
  return { pool, admission, turns: turnsOf(pool) }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a turn at the large memory', () => {
  it('begins at once if nobody has it, and waits for a large kernel', async () => {
    const { admission, turns } = isolate()
    ;(await turns.take(1)).free()
    const kernel = await admission.acquire({ bytes: 1, kernel: 30e6 })
    const turn = turns.take(1)
    await vi.advanceTimersByTimeAsync(100)
    expect(turns.isWanted()).toBe(true)
    kernel.release()
    await vi.advanceTimersByTimeAsync(20)
    const seat = await turn
    expect(seat.isLarge).toBe(true)
    expect(turns.isWanted()).toBe(false)
    seat.free()
  })

  it('comes before the next large kernel, so that codecs never wait for a second one', async () => {
    const { admission, turns } = isolate()
    const first = await admission.acquire({ bytes: 1, kernel: 30e6 })
    const order: string[] = []
    const next = admission.acquire({ bytes: 1, kernel: 30e6 }).then((lease) => {
      order.push('kernel')
      return lease
    })
    const turn = turns.take(1).then((seat) => {
      order.push('codec')
      seat.free()
    })
    await vi.advanceTimersByTimeAsync(50)
    first.release()
    await vi.advanceTimersByTimeAsync(300)
    expect(order).toEqual(['codec', 'kernel'])
    await turn
    ;(await next).release()
  })

  it('is busy after 20 s, and leaves no ticket', async () => {
    const { admission, turns } = isolate()
    const kernel = await admission.acquire({ bytes: 1, kernel: 30e6 })
    const turn = expect(turns.take(1)).rejects.toThrow(failure('busy'))
    await vi.advanceTimersByTimeAsync(21_000)
    await turn
    expect(turns.isWanted()).toBe(false)
    kernel.release()
  })

  it('comes after the holder has ended without an event', async () => {
    const { pool, turns } = isolate()
    pool.take(pool.large, 1, { at: Date.now() })
    const turn = turns.take(1)
    await vi.advanceTimersByTimeAsync(3000)
    ;(await turn).free()
  })

  it('keeps a heartbeat of its own while the codec works', async () => {
    const { turns } = isolate()
    const seat = await turns.take(1)
    const next = turns.take(1)
    await vi.advanceTimersByTimeAsync(5000)
    expect(() => seat.memory).not.toThrow()
    seat.free()
    await vi.advanceTimersByTimeAsync(20)
    ;(await next).free()
  })
})
