import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type QueueRules, waitingQueue } from '../../../src/isolate/waiting-queue.ts'
import { failure } from '../../support/process/failure.ts'

const { signal } = new AbortController()
const CAPACITY = 2

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Returns a queue in which `CAPACITY` tickets wait, and switches its room on and off. */
function fullQueue() {
  const room = { isFree: false }
  const queue = waitingQueue<string>()
  const rules: QueueRules<string> = {
    capacity: CAPACITY,
    maxWait: 20_000,
    maxOvertaken: 8,
    fits: () => room.isFree,
    take: () => undefined,
  }
  const wait = () => queue.waitFor('request', rules, signal)
  const waiting = Array.from({ length: CAPACITY }, wait)
  return { queue, room, wait, waiting }
}

it('a full queue refuses more tickets while its own are polled', async () => {
  const { queue, room, wait, waiting } = fullQueue()
  for (let seconds = 0; seconds < 8; seconds++) {
    await expect(wait()).rejects.toThrow(failure('busy'))
    await vi.advanceTimersByTimeAsync(1000)
  }
  expect(queue.length()).toBe(CAPACITY)
  room.isFree = true
  await vi.advanceTimersByTimeAsync(200)
  await Promise.all(waiting)
})

it('a queue whose tickets all ended without an event takes new ones', async () => {
  const { queue, room, wait } = fullQueue()
  // The contexts end: none of their timers fires any more.
  vi.clearAllTimers()
  await vi.advanceTimersByTimeAsync(5001)
  const next = wait()
  await vi.advanceTimersByTimeAsync(1000)
  expect(queue.length()).toBe(1)
  room.isFree = true
  await vi.advanceTimersByTimeAsync(200)
  await next
  expect(queue.length()).toBe(0)
})
