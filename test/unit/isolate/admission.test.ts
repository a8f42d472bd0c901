import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isolateMemory } from '../../../src/isolate/admission.ts'
import { type Heartbeat, startHeartbeat } from '../../../src/isolate/heartbeat.ts'
import { roomWithin } from '../../../src/memory/index.ts'
import { admissionOf, type TestLimits } from '../../support/isolate/admission.ts'
import { failure } from '../../support/process/failure.ts'

function task() {
  const { promise, resolve } = Promise.withResolvers<string>()
  const state = { started: false }
  const run = () => {
    state.started = true
    return promise
  }
  return { run, end: () => resolve('done'), state }
}

const unplannedOf = (bytes: number) => ({
  headers: () => bytes,
  maxHeaders: () => bytes,
  cached: () => 0,
  dropCaches: () => undefined,
})

const gateOf = (limits: TestLimits) => admissionOf(limits).admission

/** Waits longer than the polling interval. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 120))

describe('admission', () => {
  it('admits tasks that fit together, and others as soon as they fit', async () => {
    const gate = gateOf({ memory: 100, queue: 10 })
    const [first, second, third] = [task(), task(), task()]
    const running = [60, 60, 40].map((bytes, index) =>
      gate.admit({ bytes }, [first, second, third][index]?.run ?? expect.fail()),
    )
    await settle()
    expect([first, second, third].map(({ state }) => state.started)).toEqual([true, false, true])
    first.end()
    await settle()
    expect(second.state.started).toBe(true)
    second.end()
    third.end()
    expect(await Promise.all(running)).toEqual(['done', 'done', 'done'])
  })

  it('admits tasks whose memories and buffers together stay within a low limit', async () => {
    const gate = gateOf({ memory: 8_000_000, queue: 10 })
    const [wide, first, second] = [task(), task(), task()]
    const before = gate.admit({ bytes: 1, kernel: 7_500_000 }, async ({ seat }) => {
      seat?.memory.grow(110)
      return wide.run()
    })
    wide.end()
    await before
    const demand = { bytes: 2_000_000, kernel: 2_500_000 }
    const running = [first, second].map(({ run }) => gate.admit(demand, run))
    const small = task()
    const passing = gate.admit({ bytes: 1_000_000, kernel: 500_000 }, small.run)
    await settle()
    expect([first, second, small].map(({ state }) => state.started)).toEqual([true, false, true])
    first.end()
    await settle()
    expect(second.state.started).toBe(true)
    for (const { end } of [second, small]) end()
    await Promise.all([...running, passing])
  })

  it('lets small tasks overtake a large one, but not forever', async () => {
    const gate = gateOf({ memory: 100, queue: 30 })
    const [first, large] = [task(), task()]
    const running = [gate.admit({ bytes: 50 }, first.run), gate.admit({ bytes: 100 }, large.run)]
    const small = Array.from({ length: 20 }, task)
    const passing = small.map(({ run }) => gate.admit({ bytes: 1 }, run))
    await settle()
    expect(small.filter(({ state }) => state.started)).toHaveLength(8)
    for (const { end } of [first, large, ...small]) end()
    await Promise.all([...running, ...passing])
    expect(large.state.started).toBe(true)
  })

  it('runs one long task in each class of memory, and lets others overtake one that waits', async () => {
    const gate = gateOf({ memory: 1e8, queue: 30 })
    const [first, second, other] = [task(), task(), task()]
    const small = { bytes: 1, kernel: 500_000 }
    const long = [first, second].map(({ run }) => gate.admit({ ...small, isLong: true }, run))
    const wide = gate.admit({ bytes: 1, kernel: 9_000_000, isLong: true }, other.run)
    const short = Array.from({ length: 4 }, task)
    const passing = short.map(({ run }) => gate.admit(small, run))
    await settle()
    expect(short.filter(({ state }) => state.started)).toHaveLength(4)
    expect([first, second, other].map(({ state }) => state.started)).toEqual([true, false, true])
    first.end()
    await settle()
    expect(second.state.started).toBe(true)
    for (const { end } of [second, other, ...short]) end()
    await Promise.all([...long, wide, ...passing])
  })

  it('releases the memory of a task that fails', async () => {
    const gate = gateOf({ memory: 100, queue: 10 })
    await expect(gate.admit({ bytes: 100 }, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    )
    expect(await gate.admit({ bytes: 100 }, async () => 'next')).toBe('next')
  })

  it('is busy when the queue is full, and says when to retry', async () => {
    const gate = gateOf({ memory: 100, queue: 1 })
    const [first, second] = [task(), task()]
    const running = [gate.admit({ bytes: 100 }, first.run), gate.admit({ bytes: 100 }, second.run)]
    await expect(gate.admit({ bytes: 1 }, async () => 'third')).rejects.toMatchObject({
      code: 'busy',
      retryAfter: expect.any(Number),
    })
    first.end()
    second.end()
    await Promise.all(running)
  })

  it('is busy after the maximum wait', async () => {
    const gate = gateOf({ memory: 100, queue: 10, wait: 100 })
    const first = task()
    const running = gate.admit({ bytes: 100 }, first.run)
    await expect(gate.admit({ bytes: 1 }, async () => 'late')).rejects.toThrow(failure('busy'))
    first.end()
    await running
    expect(await gate.admit({ bytes: 100 }, async () => 'next')).toBe('next')
  })

  it('refuses a demand that could never fit', async () => {
    const gate = gateOf({ memory: 2e6, queue: 10 })
    await expect(gate.admit({ bytes: 2e6 + 1 }, async () => 'never')).rejects.toThrow(failure('over-budget'))
    expect(await gate.admit({ bytes: 2e6 }, async () => 'next')).toBe('next')
  })

  it('leases memory until it is released, and ignores a second release', async () => {
    const gate = gateOf({ memory: 100, queue: 10 })
    const lease = await gate.acquire({ bytes: 60 })
    const first = task()
    const running = gate.admit({ bytes: 60 }, first.run)
    await settle()
    expect(first.state.started).toBe(false)
    lease.release()
    await settle()
    expect(first.state.started).toBe(true)
    lease.release()
    const second = task()
    const next = gate.admit({ bytes: 60 }, second.run)
    await settle()
    expect(second.state.started).toBe(false)
    for (const { end } of [first, second]) end()
    await Promise.all([running, next])
  })

  it('resizes a lease if the new size fits, and admits others', async () => {
    const gate = gateOf({ memory: 100, queue: 10 })
    const lease = await gate.acquire({ bytes: 50 })
    const [first, second] = [task(), task()]
    const running = [gate.admit({ bytes: 40 }, first.run), gate.admit({ bytes: 40 }, second.run)]
    await settle()
    expect([lease.resize({ bytes: 61 }), lease.resize({ bytes: 60 })]).toEqual([false, true])
    expect(second.state.started).toBe(false)
    expect(lease.resize({ bytes: 20 })).toBe(true)
    await settle()
    expect(second.state.started).toBe(true)
    expect(() => lease.resize({ bytes: 101 })).toThrow(failure('over-budget'))
    for (const { end } of [first, second]) end()
    await Promise.all(running)
    lease.release()
    expect(await gate.admit({ bytes: 100 }, async () => 'all')).toBe('all')
  })

  it('leases free memory for sending while no task waits for it', async () => {
    const gate = gateOf({ memory: 100, queue: 10 })
    const lease = await gate.acquire({ bytes: 80 })
    expect([gate.leaseToSend(21), gate.leaseToSend(20)?.release()]).toEqual([undefined, undefined])
    const waiting = gate.admit({ bytes: 100 }, async () => 'done')
    expect(gate.leaseToSend(1)).toBeUndefined()
    lease.release()
    expect(await waiting).toBe('done')
    expect(gate.leaseToSend(33)).toBeDefined()
  })

  it('leases at most a third of the memory for sending', () => {
    const gate = gateOf({ memory: 100, queue: 10 })
    expect(
      [gate.leaseToSend(34), gate.leaseToSend(20), gate.leaseToSend(14), gate.leaseToSend(13)].map(
        (lease) => !!lease,
      ),
    ).toEqual([false, true, false, true])
  })

  it('gives held memory to several holders up to a quarter of the buffers of a plan', async () => {
    const memory = isolateMemory()
    const quarter = roomWithin(1e6).buffers / 4
    const gate = () => admissionOf({ memory: 1e6, queue: 10 }, memory).admission
    const hold = (bytes: number) => gate().acquire({ bytes, isKept: true })
    const first = await hold(quarter - 2000)
    const next = await hold(1000)
    let isKept = false
    const third = hold(2000).then((lease) => {
      isKept = true
      return lease
    })
    await settle()
    expect(isKept).toBe(false)
    // Other work may take all the rest.
    expect(await gate().admit({ bytes: 1e6 - quarter + 1000 }, async () => 'done')).toBe('done')
    next.release()
    for (const lease of [first, await third]) lease.release()
  })

  it('gives large held memory to one holder, which may take more', async () => {
    const memory = isolateMemory()
    const gate = () => admissionOf({ memory: 90, queue: 10 }, memory).admission
    const large = { bytes: 30, isKept: true, isExclusive: true }
    const own = gate()
    const leases = [await own.acquire(large), await own.acquire(large)]
    let isKept = false
    const other = gate()
      .acquire(large)
      .then((lease) => {
        isKept = true
        return lease
      })
    const small = await gate().acquire({ bytes: 10, isKept: true })
    await settle()
    expect(isKept).toBe(false)
    for (const { release } of leases) release()
    for (const { release } of [small, await other]) release()
  })

  it('runs the tasks of holders one after the other, with all the buffers of a plan', async () => {
    const memory = isolateMemory()
    const limits = { memory: 1e6, queue: 10 }
    const { buffers } = roomWithin(limits.memory)
    // All memories in the isolate have grown, so that only a plan's buffers are left.
    const full = await admissionOf(limits, memory).admission.acquire({ bytes: 1e6 - 1.25 * buffers })
    const gates = Array.from({ length: 6 }, () => admissionOf(limits, memory).admission)
    const held = (index: number) => (index === 0 ? buffers / 2 : buffers / 20)
    const leases = await Promise.all(
      gates.map((gate, index) =>
        gate.acquire({ bytes: held(index), isKept: true, ...(index === 0 && { isExclusive: true }) }),
      ),
    )
    const tasks = gates.map(async (gate, index) => {
      const done = await gate.admit({ bytes: buffers - held(index) }, async () => 'done')
      leases[index]?.release()
      return done
    })
    expect(await Promise.all(tasks)).toEqual(gates.map(() => 'done'))
    full.release()
  })

  it('lets holders overtake a task that waits for them, without limit', async () => {
    const memory = isolateMemory()
    const gateOf = () => admissionOf({ memory: 100, queue: 30 }, memory).admission
    const holder = gateOf()
    const lease = await holder.acquire({ bytes: 10, isKept: true })
    const waiting = gateOf().admit({ bytes: 100 }, async () => 'last')
    for (let round = 0; round < 12; round++)
      expect(await holder.admit({ bytes: 5 }, async () => 'done')).toBe('done')
    const short = gateOf().admit({ bytes: 5 }, async () => 'after')
    lease.release()
    expect(await Promise.all([waiting, short])).toEqual(['last', 'after'])
  })

  it('shrinks held memory although others have the rest', async () => {
    const memory = isolateMemory(unplannedOf(50))
    const gate = () => admissionOf({ memory: 100, queue: 10 }, memory).admission
    const lease = await gate().acquire({ bytes: 15, isKept: true })
    const other = task()
    const running = gate().admit({ bytes: 30 }, other.run)
    await settle()
    expect(lease.resize({ bytes: 10, isKept: true })).toBe(true)
    other.end()
    await running
    lease.release()
  })

  it('lets a holder wait for more memory, and run alone despite unplanned bytes', async () => {
    const memory = isolateMemory(unplannedOf(50))
    const { admission: gate } = admissionOf({ memory: 100, queue: 10 }, memory)
    const lease = await gate.acquire({ bytes: 20, isKept: true })
    expect(await gate.admit({ bytes: 80 }, async () => 'done')).toBe('done')
    expect(lease.resize({ bytes: 10, isKept: true })).toBe(true)
    lease.release()
  })

  it('does not take held memory for bytes that are sent', async () => {
    const gate = gateOf({ memory: 90, queue: 10 })
    const lease = await gate.acquire({ bytes: 40, isKept: true })
    expect(gate.leaseToSend(30)).toBeDefined()
    lease.release()
  })

  it('ends the wait when the client leaves', async () => {
    const memory = isolateMemory()
    const client = new AbortController()
    const { admission: gate } = admissionOf({ memory: 100, queue: 1 }, memory)
    const first = task()
    const running = gate.admit({ bytes: 100 }, first.run)
    const left = admissionOf({ memory: 100, queue: 1 }, memory, client.signal).admission
    const waiting = left.admit({ bytes: 100 }, async () => 'never')
    client.abort(new Error('gone'))
    await expect(waiting).rejects.toThrow('gone')
    const next = gate.admit({ bytes: 100 }, async () => 'next')
    first.end()
    await running
    expect(await next).toBe('next')
  })
})

describe('the context of another request', () => {
  const ended = () => ({ at: Date.now() - 10_000 })
  const limits = { memory: 100, queue: 10, wait: 20_000 }
  const { signal } = new AbortController()

  it('loses its memory when it has ended', async () => {
    const memory = isolateMemory()
    memory.admission(limits, ended(), signal).admit({ bytes: 100 }, () => new Promise(() => undefined))
    const { admission } = admissionOf(limits, memory)
    expect(await admission.admit({ bytes: 100 }, async () => 'next')).toBe('next')
  })

  it('keeps its memory if its heartbeat is only late', async () => {
    const memory = isolateMemory()
    const heartbeat = ended()
    const running = memory.admission(limits, heartbeat, signal)
    const work = task()
    const done = running.admit({ bytes: 100 }, work.run)
    const { admission } = admissionOf(limits, memory)
    const next = task()
    const waiting = admission.admit({ bytes: 100 }, next.run)
    // The timer of the heartbeat was blocked by computation, and fires before the next poll.
    heartbeat.at = Date.now()
    const beat = setInterval(() => Object.assign(heartbeat, { at: Date.now() }), 50)
    await settle()
    expect(next.state.started).toBe(false)
    clearInterval(beat)
    work.end()
    next.end()
    await Promise.all([done, waiting])
  })
})

describe('counts of a context that has ended', () => {
  afterEach(() => void vi.useRealTimers())

  it('are dropped although nobody waits for memory', async () => {
    vi.useFakeTimers()
    const memory = isolateMemory()
    memory.count(40, { at: Date.now() - 60_000 })
    /** Leases memory to send in a request of 300 ms. */
    async function isKept(): Promise<boolean> {
      const { heartbeat, stop } = startHeartbeat()
      const { signal } = new AbortController()
      const lease = memory
        .admission({ memory: 90, queue: 10, wait: 20_000 }, heartbeat, signal)
        .leaseToSend(20)
      await vi.advanceTimersByTimeAsync(300)
      lease?.release()
      stop()
      return lease !== undefined
    }
    expect(await isKept()).toBe(false)
    for (let count = 0; count < 5; count++) expect(await isKept()).toBe(false)
    for (let count = 0; count < 4; count++) await isKept()
    expect(await isKept()).toBe(true)
    expect(memory.use().buffers).toBe(0)
  })

  it('do not keep the bytes from collection', async () => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    const memory = isolateMemory()
    const count = (bytes: ArrayBuffer) =>
      memory.count(bytes.byteLength, { at: Number.POSITIVE_INFINITY }, bytes)
    const body = (() => {
      const bytes = new ArrayBuffer(1000)
      count(bytes)
      return new WeakRef(bytes)
    })()
    await settle()
    collect()
    expect(body.deref()).toBeUndefined()
    expect(memory.use().buffers).toBe(1000)
  })
})

describe('the memory in use', () => {
  it('counts bytes once that several contexts share', async () => {
    const memory = isolateMemory()
    const active = { at: Number.POSITIVE_INFINITY }
    const body = new Uint8Array(60).buffer
    const release = [memory.count(60, active, body), memory.count(60, active, body)]
    const { admission } = admissionOf({ memory: 100, queue: 10, wait: 50 }, memory)
    const fits = async () => (await admission.acquire({ bytes: 40 })).release()
    await fits()
    release[0]?.()
    await expect(admission.acquire({ bytes: 41 })).rejects.toThrow(failure('busy'))
    release[1]?.()
    await admission.acquire({ bytes: 100 })
  })

  it('counts unplanned bytes, unless a task runs alone', async () => {
    const memory = isolateMemory(unplannedOf(30))
    const { admission } = admissionOf({ memory: 100, queue: 10, wait: 50 }, memory)
    const lease = await admission.acquire({ bytes: 100 })
    lease.release()
    const half = await admission.acquire({ bytes: 50 })
    await expect(admission.acquire({ bytes: 21 })).rejects.toThrow(failure('busy'))
    await admission.acquire({ bytes: 20 })
    half.release()
  })

  it('drops caches only if a demand fits without them, but not beside them', async () => {
    let cached = 30
    const dropCaches = () => {
      cached = 0
    }
    const memory = isolateMemory({ ...unplannedOf(10), cached: () => cached, dropCaches })
    const { admission } = admissionOf({ memory: 110, queue: 10, wait: 50 }, memory)
    const half = await admission.acquire({ bytes: 50 })
    const part = await admission.acquire({ bytes: 20 })
    await expect(admission.acquire({ bytes: 31 })).rejects.toThrow(failure('busy'))
    expect([admission.leaseToSend(31), cached]).toEqual([undefined, 30])
    const rest = await admission.acquire({ bytes: 30 })
    expect(cached).toBe(0)
    for (const { release } of [half, part, rest]) release()
  })

  it('keeps room free for the headers of requests to come, up to a twentieth of all', async () => {
    const memory = isolateMemory({ ...unplannedOf(2), maxHeaders: () => 4 })
    const { admission } = admissionOf({ memory: 100, queue: 10, wait: 50 }, memory)
    const half = await admission.acquire({ bytes: 50 })
    await expect(admission.acquire({ bytes: 47 })).rejects.toThrow(failure('busy'))
    const rest = await admission.acquire({ bytes: 46 })
    for (const { release } of [half, rest]) release()
    const many = isolateMemory({ ...unplannedOf(2), maxHeaders: () => 90 })
    const { admission: other } = admissionOf({ memory: 100, queue: 10, wait: 50 }, many)
    const first = await other.acquire({ bytes: 50 })
    await expect(other.acquire({ bytes: 46 })).rejects.toThrow(failure('busy'))
    const second = await other.acquire({ bytes: 45 })
    for (const { release } of [first, second]) release()
  })

  it('keeps headers free for a task that runs alone only while a body is sent', async () => {
    const memory = isolateMemory(unplannedOf(20))
    const { admission } = admissionOf({ memory: 100, queue: 10, wait: 50 }, memory)
    const end = memory.count(50, { at: Number.POSITIVE_INFINITY }, {}, { end: 0 })
    await expect(admission.acquire({ bytes: 31 })).rejects.toThrow(failure('busy'))
    const beside = await admission.acquire({ bytes: 30 })
    beside.release()
    end()
    const alone = await admission.acquire({ bytes: 100 })
    alone.release()
  })

  it('plans headers only of requests that have neither a task nor held memory', async () => {
    const asked = new Set<Heartbeat>()
    const headers = (planned: ReadonlySet<Heartbeat>) => {
      for (const each of planned) asked.add(each)
      return 0
    }
    const memory = isolateMemory({ ...unplannedOf(0), headers })
    const [task, holder, sender] = [
      { at: Number.POSITIVE_INFINITY },
      { at: Number.POSITIVE_INFINITY },
      { at: Number.POSITIVE_INFINITY },
    ]
    const limits = { memory: 100, queue: 10, wait: 50 }
    const { signal } = new AbortController()
    const leases = [
      await memory.admission(limits, task, signal).acquire({ bytes: 10 }),
      await memory.admission(limits, holder, signal).acquire({ bytes: 1, isKept: true }),
      memory.admission(limits, sender, signal).leaseToSend(10),
    ]
    expect(asked).toEqual(new Set([task, holder]))
    for (const lease of leases) lease?.release()
  })

  it('drops caches in the way of headers, even for a task that runs alone', async () => {
    const dropCaches = vi.fn()
    const memory = isolateMemory({ ...unplannedOf(40), cached: () => 30, dropCaches })
    const { admission } = admissionOf({ memory: 110, queue: 10, wait: 50 }, memory)
    const task = await admission.acquire({ bytes: 50 })
    expect(dropCaches).toHaveBeenCalledOnce()
    task.release()
  })

  it('drops caches in the way of a task that runs alone', async () => {
    const dropCaches = vi.fn()
    const memory = isolateMemory({ ...unplannedOf(0), cached: () => 30, dropCaches })
    const { admission } = admissionOf({ memory: 100, queue: 10, wait: 50 }, memory)
    const task = await admission.acquire({ bytes: 71 })
    expect(dropCaches).toHaveBeenCalledOnce()
    task.release()
  })
})
