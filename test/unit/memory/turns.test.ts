import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isolateMemory } from '../../../src/isolate/admission.ts'
import type { Demand } from '../../../src/memory/demand.ts'
import { ledgerOfMemories } from '../../../src/memory/ledger.ts'
import { memoryPool } from '../../../src/memory/pool.ts'
import { turnsOf } from '../../../src/memory/turns.ts'
import { failure } from '../../support/process/failure.ts'

const ACTIVE = { at: Number.POSITIVE_INFINITY }
const { signal } = new AbortController()

function isolate() {
  const ledger = ledgerOfMemories()
  const pool = memoryPool(ledger)
  const memory = isolateMemory(undefined, pool, ledger)
  const limits = { memory: 109e6, queue: 10, wait: 60_000 }
  const admissionOf = (heartbeat = { ...ACTIVE }) => memory.admission(limits, heartbeat, signal)
  return { pool, admissionOf, admission: admissionOf(ACTIVE), turns: turnsOf(pool) }
}

async function passed(ms: number): Promise<undefined> {
  await vi.advanceTimersByTimeAsync(ms)
  return undefined
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

  it('can be given back if the memory could not be made', async () => {
    const { pool, turns } = isolate()
    const making = vi.spyOn(WebAssembly, 'Memory').mockImplementation(() => {
      throw new RangeError('could not allocate memory')
    })
    const seat = await turns.take(1)
    expect(() => seat.memory).toThrow('could not allocate memory')
    making.mockRestore()
    seat.free()
    expect([pool.large.seat, vi.getTimerCount()]).toEqual([undefined, 0])
    ;(await turns.take(1)).free()
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

describe('a task with a codec', () => {
  const LARGE_KERNEL = { bytes: 1, kernel: 30e6 }
  const WITH_CODEC = { bytes: 9e6, kernel: 1e6, codec: 20e6 }

  /** Acquires a demand in a request of its own, and notes when it is served. */
  function requestsOf({ admissionOf }: ReturnType<typeof isolate>) {
    const order: string[] = []
    const acquire = async (name: string, demand: Demand) => {
      const lease = await admissionOf().acquire(demand)
      order.push(name)
      return lease
    }
    return { order, acquire }
  }

  it('takes no memory while a large kernel of another request runs, and resizes go on', async () => {
    const { order, acquire } = requestsOf(isolate())
    const kernel = await acquire('large kernel', LARGE_KERNEL)
    const codecs = [1, 2].map(() => acquire('codec', WITH_CODEC))
    const resize = await Promise.race([acquire('resize', { bytes: 9e6, kernel: 1e6 }), passed(500)])
    expect(order).toEqual(['large kernel', 'resize'])
    kernel.release()
    await vi.advanceTimersByTimeAsync(300)
    expect(order).toEqual(['large kernel', 'resize', 'codec', 'codec'])
    for (const lease of [resize, ...(await Promise.all(codecs))]) lease?.release()
  })

  it('starts beside the turn of another codec, and beside a large kernel of its own request', async () => {
    const world = isolate()
    const { order, acquire } = requestsOf(world)
    const turn = await world.turns.take(1)
    const first = await Promise.race([acquire('codec', WITH_CODEC), passed(500)])
    turn.free()
    first?.release()
    const kernel = await acquire('large kernel', LARGE_KERNEL)
    const own = world.admissionOf(kernel.seat?.owner)
    const second = await Promise.race([own.acquire(WITH_CODEC), passed(500)])
    expect([order, !!second]).toEqual([['codec', 'large kernel'], true])
    for (const lease of [kernel, second]) lease?.release()
  })

  it('starts before later large kernels, although it polls after them', async () => {
    const { order, acquire } = requestsOf(isolate())
    const kernel = await acquire('first', LARGE_KERNEL)
    const codec = acquire('codec', WITH_CODEC)
    const later = Array.from({ length: 3 }, async (_, index) => {
      await passed(10 + 7 * index)
      const lease = await acquire('later', LARGE_KERNEL)
      await passed(1000)
      lease.release()
    })
    await vi.advanceTimersByTimeAsync(100)
    kernel.release()
    await vi.advanceTimersByTimeAsync(5000)
    expect(order).toEqual(['first', 'codec', 'later', 'later', 'later'])
    ;(await codec).release()
    await Promise.all(later)
  })
})
