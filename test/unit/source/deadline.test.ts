import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Failure } from '../../../src/errors.ts'
import { deadline } from '../../../src/source/deadline.ts'

const never = new AbortController().signal

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A step that ends when its signal does, as fetch does. */
function stalled(signal: AbortSignal): () => Promise<never> {
  return () =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
}

it('gives back what the step gives, and stops its clock', async () => {
  const clock = deadline(100, never)
  expect(await clock.run(async () => 7)).toBe(7)
  expect(vi.getTimerCount()).toBe(0)
})

it('aborts a step that runs out of time', async () => {
  const clock = deadline(100, never)
  const step = expect(clock.run(stalled(clock.signal))).rejects.toMatchObject({ code: 'origin-timeout' })
  vi.advanceTimersByTime(99)
  expect(clock.signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  await step
})

it('counts each step anew, and nothing between them', async () => {
  const clock = deadline(100, never)
  for (let step = 0; step < 3; step++) {
    await clock.run(async () => vi.advanceTimersByTime(90))
    vi.advanceTimersByTime(1000)
  }
  expect(clock.signal.aborted).toBe(false)
})

it("takes the network's errors for the origin's, and leaves a Failure as it is", async () => {
  const clock = deadline(100, never)
  const fail = (error: Error) => clock.run(() => Promise.reject(error))
  await expect(fail(new TypeError('fetch failed'))).rejects.toMatchObject({ code: 'bad-origin' })
  await expect(fail(new Failure('not-found'))).rejects.toMatchObject({ code: 'not-found' })
  expect(vi.getTimerCount()).toBe(0)
})

it("rejects with the caller's reason when the caller gives up", async () => {
  const caller = new AbortController()
  const clock = deadline(100, caller.signal)
  const step = expect(clock.run(stalled(clock.signal))).rejects.toThrow('gone')
  caller.abort(new Error('gone'))
  await step
  expect(vi.getTimerCount()).toBe(0)
})
