import { describe, expect, it } from 'vitest'
import { concurrencyLimit } from '../../../src/isolate/concurrency-limit.ts'
import { failure } from '../../support/process/failure.ts'

const { signal } = new AbortController()
const limits = { queue: 32, wait: 20_000 }
const settle = () => new Promise((resolve) => setTimeout(resolve, 150))

function crowd(limit: ReturnType<typeof concurrencyLimit>, origin: string, size: number, wait = 20_000) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const state = { running: 0 }
  const done = Promise.allSettled(
    Array.from({ length: size }, () =>
      limit.run(origin, { ...limits, wait }, signal, () => {
        state.running++
        return promise
      }),
    ),
  )
  const leave = () => {
    resolve()
    return done
  }
  return { state, leave, done }
}

describe('slots', () => {
  it('all go to one origin if no other origin waits', async () => {
    const limit = concurrencyLimit(8)
    const one = crowd(limit, 'a', 12)
    await settle()
    expect([one.state.running, limit.active()]).toEqual([8, 8])
    expect(limit.use()).toEqual({ running: 8, waiting: 4 })
    await one.leave()
    expect(one.state.running).toBe(12)
    expect(limit.active()).toBe(0)
    expect(limit.use()).toEqual({ running: 0, waiting: 0 })
  })

  it('are immediately free for another origin while a hanging origin has taken all', async () => {
    const limit = concurrencyLimit(8)
    const hanging = crowd(limit, 'a', 30)
    await settle()
    const other = crowd(limit, 'b', 4)
    await settle()
    expect([hanging.state.running, other.state.running]).toEqual([8, 4])
    await other.leave()
    for (let n = 0; n < 12; n++) expect(await limit.run('b', limits, signal, async () => 'in')).toBe('in')
    await Promise.all([hanging.leave(), other.leave()])
  })

  it('are shared between waiting origins', async () => {
    const limit = concurrencyLimit(8)
    const first = crowd(limit, 'a', 8)
    await settle()
    const [more, other] = [crowd(limit, 'a', 20), crowd(limit, 'b', 40)]
    await settle()
    await first.leave()
    await settle()
    // Each origin gets half of the eight slots. Additional slots are for origins below their share.
    expect(more.state.running).toBeLessThanOrEqual(4)
    expect(other.state.running).toBeGreaterThanOrEqual(4)
    await Promise.all([more.leave(), other.leave()])
  })

  it('are refused if too many wait, or for too long', async () => {
    const limit = concurrencyLimit(8)
    const running = crowd(limit, 'a', 8)
    const late = crowd(limit, 'a', 2, 100)
    expect(await late.done).toEqual(Array(2).fill({ status: 'rejected', reason: failure('busy') }))
    const waiting = crowd(limit, 'a', 32)
    await expect(limit.run('a', limits, signal, async () => 'in')).rejects.toThrow(failure('busy'))
    await Promise.all([running.leave(), waiting.leave()])
  })
})
