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

it('returns the result of the step, and stops its clock', async () => {
  const clock = deadline(PATIENCE, never)
  expect(await clock.run(async () => 7)).toBe(7)
  expect(vi.getTimerCount()).toBe(0)
})

it('aborts a step that runs out of time', async () => {
  const clock = deadline(PATIENCE, never)
  const step = expect(clock.run(stalled(clock.signal))).rejects.toMatchObject({ code: 'origin-timeout' })
  vi.advanceTimersByTime(99)
  expect(clock.signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  await step
})

it('restarts for each step, and ignores the time between steps', async () => {
  const clock = deadline(PATIENCE, never)
  for (let step = 0; step < 3; step++) {
    await clock.run(async () => vi.advanceTimersByTime(90))
    vi.advanceTimersByTime(1000)
  }
  expect(clock.signal.aborted).toBe(false)
})

it('adds up the waits of all steps, without the time between them', async () => {
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

it('ends a step that ignores the signal, and all later ones', async () => {
  const clock = deadline(PATIENCE, never)
  const late = expect.objectContaining({ code: 'origin-timeout', reason: 'no progress within 100 ms' })
  const step = expect(clock.run(() => new Promise(() => undefined))).rejects.toEqual(late)
  vi.advanceTimersByTime(100)
  await step
  await expect(clock.run(async () => 7)).rejects.toEqual(late)
  expect(vi.getTimerCount()).toBe(0)
})

describe('time for which the event loop was blocked', () => {
  /** Lets time pass without firing timers. */
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

  it('never ends a step: the last tick is repeated', () => {
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

it('turns network errors into bad-origin, and keeps a Failure', async () => {
  const clock = deadline(PATIENCE, never)
  const fail = (error: Error) => clock.run(() => Promise.reject(error))
  await expect(fail(new TypeError('fetch failed'))).rejects.toMatchObject({ code: 'bad-origin' })
  await expect(fail(new Failure('not-found'))).rejects.toMatchObject({ code: 'not-found' })
  expect(vi.getTimerCount()).toBe(0)
})

it("rejects with the caller's reason when the caller aborts", async () => {
  const caller = new AbortController()
  const clock = deadline(PATIENCE, caller.signal)
  const step = expect(clock.run(stalled(clock.signal))).rejects.toThrow('gone')
  caller.abort(new Error('gone'))
  await step
  expect(vi.getTimerCount()).toBe(0)
})
