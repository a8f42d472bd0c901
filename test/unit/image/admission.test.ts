import { describe, expect, it, vi } from 'vitest'
import { admission } from '../../../src/image/admission.ts'
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
