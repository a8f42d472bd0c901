import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type IsolateMemory, isolateMemory } from '../../../src/isolate/admission.ts'

const ALWAYS = { at: Number.POSITIVE_INFINITY }
const LIMITS = { memory: 16e6, queue: 10, wait: 20_000 }

describe('a body that is sent', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const inSeconds = (seconds: number) => Date.now() + seconds * 1000

  /** Waits for 10 MB for 20 s. */
  function wait(memory: IsolateMemory) {
    const leaving = new AbortController()
    const waiting = memory.admission(LIMITS, ALWAYS, leaving.signal).acquire({ bytes: 10e6 })
    return async () => {
      leaving.abort(new Error('left'))
      await expect(waiting).rejects.toThrow('left')
    }
  }

  function memoryWith(bytes: number) {
    const memory = isolateMemory()
    memory.count(bytes, ALWAYS)
    return memory
  }

  it('is in the way if a request waits for it in vain, and the slowest goes first', async () => {
    const memory = memoryWith(1e6)
    const [slow, slower, quick] = [{ end: inSeconds(30) }, { end: inSeconds(60) }, { end: inSeconds(10) }]
    memory.count(4e6, ALWAYS, {}, slow)
    const release = memory.count(3e6, ALWAYS, {}, slower)
    memory.count(4e6, ALWAYS, {}, quick)
    const end = wait(memory)
    expect([slow, slower, quick].map(memory.isInTheWay)).toEqual([false, true, false])
    release()
    // The quick body will be sent in time.
    expect([slow, quick].map(memory.isInTheWay)).toEqual([false, false])
    await end()
  })

  it('is in the way although its bytes are counted by their owner, too', async () => {
    const memory = memoryWith(1e6)
    const [shared, body] = [{}, { end: inSeconds(30) }]
    for (const sending of [undefined, body]) memory.count(8e6, ALWAYS, shared, sending)
    const end = wait(memory)
    expect(memory.isInTheWay(body)).toBe(true)
    await end()
  })

  it('is in the way of a request that fits beside it, but not beside the headers of others', async () => {
    const headers = { headers: () => 0, maxHeaders: () => 500_000 }
    const memory = isolateMemory({ ...headers, cached: () => 0, dropCaches: () => undefined })
    const body = { end: inSeconds(30) }
    memory.count(LIMITS.memory - 10_300_000, ALWAYS, {}, body)
    const task = await memory.admission(LIMITS, ALWAYS, new AbortController().signal).acquire({ bytes: 1 })
    const end = wait(memory)
    expect(memory.isInTheWay(body)).toBe(true)
    await end()
    task.release()
  })

  it('is not in the way of a request that does not fit without it', async () => {
    const memory = memoryWith(7e6)
    const body = { end: inSeconds(30) }
    memory.count(8e6, ALWAYS, {}, body)
    const end = wait(memory)
    expect(memory.isInTheWay(body)).toBe(false)
    await end()
  })
})
