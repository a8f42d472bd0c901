import { describe, expect, it } from 'vitest'
import { concurrencyLimit } from '../../../src/isolate/concurrency-limit.ts'
import { failure } from '../../support/failure.ts'

const { signal } = new AbortController()
const limits = { queue: 32, wait: 20_000 }
const settle = () => new Promise((resolve) => setTimeout(resolve, 150))

/** Requests for an origin, which stay until they are told to leave. */
function crowd(limit: ReturnType<typeof concurrencyLimit>, origin: string, size: number, wait = 20_000) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const state = { inside: 0 }
  const done = Promise.allSettled(
    Array.from({ length: size }, () =>
      limit.run(origin, { ...limits, wait }, signal, () => {
        state.inside++
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

describe('places', () => {
  it('are all for one origin where no other waits', async () => {
    const limit = concurrencyLimit(8)
    const one = crowd(limit, 'a', 12)
    await settle()
    expect([one.state.inside, limit.active()]).toEqual([8, 8])
    await one.leave()
    expect(one.state.inside).toBe(12)
    expect(limit.active()).toBe(0)
  })

  it('are there at once for another origin, while one that hangs has all', async () => {
    const limit = concurrencyLimit(8)
    const hanging = crowd(limit, 'a', 30)
    await settle()
    const other = crowd(limit, 'b', 4)
    await settle()
    expect([hanging.state.inside, other.state.inside]).toEqual([8, 4])
    await other.leave()
    // And again and again: those of the first that wait outside are passed each time.
    for (let n = 0; n < 12; n++) expect(await limit.run('b', limits, signal, async () => 'in')).toBe('in')
    await Promise.all([hanging.leave(), other.leave()])
  })

  it('are shared while others wait', async () => {
    const limit = concurrencyLimit(8)
    const first = crowd(limit, 'a', 8)
    await settle()
    const [more, other] = [crowd(limit, 'a', 20), crowd(limit, 'b', 40)]
    await settle()
    await first.leave()
    await settle()
    // Half of eight each, and the reserve for none that has its share.
    expect(more.state.inside).toBeLessThanOrEqual(4)
    expect(other.state.inside).toBeGreaterThanOrEqual(4)
    await Promise.all([more.leave(), other.leave()])
  })

  it('end the wait beyond a number, and after a time', async () => {
    const limit = concurrencyLimit(8)
    const inside = crowd(limit, 'a', 8)
    const late = crowd(limit, 'a', 2, 100)
    expect(await late.done).toEqual(Array(2).fill({ status: 'rejected', reason: failure('busy') }))
    const outside = crowd(limit, 'a', 32)
    await expect(limit.run('a', limits, signal, async () => 'in')).rejects.toThrow(failure('busy'))
    await Promise.all([inside.leave(), outside.leave()])
  })
})
