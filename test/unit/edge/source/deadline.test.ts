import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { deadline } from '../../../../src/edge/source/deadline.ts'
import { Failure } from '../../../../src/errors.ts'

const PATIENCE = { timeout: 100, totalTimeout: 1000 }
const never = new AbortController().signal

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function stalled(signal: AbortSignal): () => Promise<never> {
  return () =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
}

it('a step returns its result and stops its clock', async () => {
  const clock = deadline(PATIENCE, never)
  expect(await clock.run(async () => 7)).toBe(7)
  expect(vi.getTimerCount()).toBe(0)
})

it('a step that runs out of time is aborted', async () => {
  const clock = deadline(PATIENCE, never)
  const step = expect(clock.run(stalled(clock.signal))).rejects.toMatchObject({ code: 'origin-timeout' })
  vi.advanceTimersByTime(99)
  expect(clock.signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  await step
})

it('each step restarts the clock, and the time between steps does not count', async () => {
  const clock = deadline(PATIENCE, never)
  for (let step = 0; step < 3; step++) {
    await clock.run(async () => vi.advanceTimersByTime(90))
    vi.advanceTimersByTime(1000)
  }
  expect(clock.signal.aborted).toBe(false)
})

it('the total time adds up all steps without the time between them', async () => {
  const clock = deadline({ timeout: 100, totalTimeout: 250 }, never)
  for (let step = 0; step < 3; step++) {
    await clock.run(async () => vi.advanceTimersByTime(80))
    vi.advanceTimersByTime(1000)
  }
  const last = expect(clock.run(stalled(clock.signal))).rejects.toMatchObject({
    code: 'origin-timeout',
    reason: 'not complete within 250 ms',
  })
  vi.advanceTimersByTime(9)
  expect(clock.signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  await last
})

it('a step that ignores the signal is ended, and so are all later steps', async () => {
  const clock = deadline(PATIENCE, never)
  const late = expect.objectContaining({ code: 'origin-timeout', reason: 'no progress within 100 ms' })
  const step = expect(clock.run(() => new Promise(() => undefined))).rejects.toEqual(late)
  vi.advanceTimersByTime(100)
  await step
  await expect(clock.run(async () => 7)).rejects.toEqual(late)
  expect(vi.getTimerCount()).toBe(0)
})

describe('time in which the event loop was blocked', () => {
  /** Advances the time without firing timers. */
  const block = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds)

  it('counts as one tick at most', () => {
    const clock = deadline(PATIENCE, never)
    clock.run(stalled(clock.signal)).catch(() => undefined)
    for (let tick = 0; tick < 9; tick++) {
      block(500)
      vi.advanceTimersByTime(10)
    }
    expect(clock.signal.aborted).toBe(false)
    vi.advanceTimersByTime(10)
    expect(clock.signal.aborted).toBe(true)
  })

  it('never ends a step, because the last tick is repeated', () => {
    const clock = deadline(PATIENCE, never)
    clock.run(stalled(clock.signal)).catch(() => undefined)
    vi.advanceTimersByTime(95)
    block(500)
    vi.advanceTimersByTime(14)
    expect(clock.signal.aborted).toBe(false)
    vi.advanceTimersByTime(1)
    expect(clock.signal.aborted).toBe(true)
  })

  it('delays the end, but not for ever', () => {
    const clock = deadline(PATIENCE, never)
    clock.run(stalled(clock.signal)).catch(() => undefined)
    for (let tick = 0; tick < 20; tick++) {
      expect(clock.signal.aborted).toBe(false)
      vi.advanceTimersByTime(5)
      block(500)
      vi.advanceTimersByTime(5)
    }
    expect(clock.signal.aborted).toBe(true)
  })

  it('does not fail data that has arrived, with real timers', async () => {
    vi.useRealTimers()
    const clock = deadline(PATIENCE, never)
    const read = clock.run(() => readFile(import.meta.filename))
    const end = performance.now() + 300
    while (performance.now() < end);
    expect((await read).length).toBeGreaterThan(0)
  })
})

it('a network error becomes bad-origin, and a Failure is kept', async () => {
  const clock = deadline(PATIENCE, never)
  const fail = (error: Error) => clock.run(() => Promise.reject(error))
  await expect(fail(new TypeError('fetch failed'))).rejects.toMatchObject({ code: 'bad-origin' })
  await expect(fail(new Failure('not-found'))).rejects.toMatchObject({ code: 'not-found' })
  expect(vi.getTimerCount()).toBe(0)
})

it('a caller that aborts gets its own reason', async () => {
  const caller = new AbortController()
  const clock = deadline(PATIENCE, caller.signal)
  const step = expect(clock.run(stalled(clock.signal))).rejects.toThrow('gone')
  caller.abort(new Error('gone'))
  await step
  expect(vi.getTimerCount()).toBe(0)
})
