import { describe, expect, it, vi } from 'vitest'
import { admission, entrance } from '../../../src/image/admission.ts'
import { failure } from '../../support/failure.ts'

/** A task that ends when told to. */
function task() {
  const { promise, resolve } = Promise.withResolvers<string>()
  const state = { started: false }
  const run = () => {
    state.started = true
    return promise
  }
  return { run, end: () => resolve('done'), state }
}

const settle = () => new Promise((resolve) => setTimeout(resolve))

describe('admission', () => {
  it('admits while the sum fits, and the next as soon as it does', async () => {
    const gate = admission({ memory: 100, queue: 10 })
    const [first, second, third] = [task(), task(), task()]
    const running = [gate.admit(60, first.run), gate.admit(60, second.run), gate.admit(40, third.run)]
    await settle()
    expect([first, second, third].map(({ state }) => state.started)).toEqual([true, false, false])
    first.end()
    await settle()
    expect([second, third].map(({ state }) => state.started)).toEqual([true, true])
    second.end()
    third.end()
    expect(await Promise.all(running)).toEqual(['done', 'done', 'done'])
  })

  it('lets no small task overtake a large one', async () => {
    const gate = admission({ memory: 100, queue: 10 })
    const [first, large, small] = [task(), task(), task()]
    const running = [gate.admit(50, first.run), gate.admit(100, large.run), gate.admit(1, small.run)]
    await settle()
    expect(small.state.started).toBe(false)
    for (const { end } of [first, large, small]) end()
    await Promise.all(running)
  })

  it('gives back what a failing task held', async () => {
    const gate = admission({ memory: 100, queue: 10 })
    await expect(gate.admit(100, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await gate.admit(100, async () => 'next')).toBe('next')
  })

  it('refuses as busy beyond the queue', async () => {
    const gate = admission({ memory: 100, queue: 1 })
    const [first, second] = [task(), task()]
    const running = [gate.admit(100, first.run), gate.admit(100, second.run)]
    await expect(gate.admit(1, async () => 'third')).rejects.toMatchObject({ code: 'busy' })
    first.end()
    second.end()
    await Promise.all(running)
  })

  it('refuses what would wait for ever, and keep all others waiting', async () => {
    const gate = admission({ memory: 2e6, queue: 10 })
    await expect(gate.admit(2e6 + 1, async () => 'never')).rejects.toThrow(
      failure('over-budget', '3 MB of memory are needed: at most 2'),
    )
    expect(await gate.admit(2e6, async () => 'next')).toBe('next')
  })

  it('leases memory until it is released, once', async () => {
    const gate = admission({ memory: 100, queue: 10 })
    const lease = await gate.acquire(60)
    const first = task()
    const running = gate.admit(60, first.run)
    await settle()
    expect(first.state.started).toBe(false)
    lease.release()
    await settle()
    expect(first.state.started).toBe(true)
    lease.release()
    const second = task()
    const next = gate.admit(60, second.run)
    await settle()
    expect(second.state.started).toBe(false)
    for (const { end } of [first, second]) end()
    await Promise.all([running, next])
  })

  it('makes a lease larger where that fits, and smaller for those that wait', async () => {
    const gate = admission({ memory: 100, queue: 10 })
    const lease = await gate.acquire(50)
    const [first, second] = [task(), task()]
    const running = [gate.admit(40, first.run), gate.admit(40, second.run)]
    await settle()
    expect([lease.resize(61), lease.resize(60)]).toEqual([false, true])
    expect(second.state.started).toBe(false)
    expect(lease.resize(20)).toBe(true)
    await settle()
    expect(second.state.started).toBe(true)
    expect(() => lease.resize(101)).toThrow(failure('over-budget'))
    for (const { end } of [first, second]) end()
    await Promise.all(running)
    lease.release()
    expect(await gate.admit(100, async () => 'all')).toBe('all')
  })

  it('spares what is free where nobody waits for it', async () => {
    const gate = admission({ memory: 100, queue: 10 })
    const lease = gate.spare(60)
    expect([gate.spare(41), gate.spare(40)?.release()]).toEqual([undefined, undefined])
    const waiting = gate.admit(100, async () => 'done')
    expect(gate.spare(1)).toBeUndefined()
    lease?.release()
    expect(await waiting).toBe('done')
    expect(gate.spare(100)).toBeDefined()
  })

  it('takes a task that has not ended for a minute for dead', async () => {
    vi.useFakeTimers()
    try {
      const gate = admission({ memory: 100, queue: 10 })
      gate.admit(100, () => new Promise(() => undefined))
      const next = gate.admit(100, async () => 'next')
      await vi.advanceTimersByTimeAsync(60_001)
      expect(await gate.admit(1, async () => 'after')).toBe('after')
      expect(await next).toBe('next')
    } finally {
      vi.useRealTimers()
    }
  })
})

it('as many are let in as may wait, and some; four times as many wait outside, and others are refused', async () => {
  const enter = entrance({ queue: 4 })
  const inside = Array.from({ length: 20 }, task)
  const running = inside.map(({ run }) => enter(run))
  const outside = Array.from({ length: 80 }, task)
  const waiting = outside.map(({ run }) => enter(run))
  await settle()
  const started = (tasks: typeof inside) => tasks.filter(({ state }) => state.started).length
  expect([started(inside), started(outside)]).toEqual([20, 0])
  await expect(enter(task().run)).rejects.toThrow(failure('busy'))
  inside[7]?.end()
  await settle()
  expect(started(outside)).toBe(1)
  for (const { end } of [...inside, ...outside]) end()
  await Promise.all([...running, ...waiting])
})
