import { expect, it } from 'vitest'
import { concurrency, memory } from '../../../src/isolate/isolate.ts'
import { pool } from '../../../src/memory/index.ts'
import { LIMITS } from '../../support/isolate/limits.ts'

it('has one large memory with a limit above the default', async () => {
  // Tests before may have made a large memory with another maximum, which it keeps.
  pool.dropIdle()
  const limits = { ...LIMITS, memory: 200e6 }
  const heartbeat = { at: Number.POSITIVE_INFINITY }
  const admission = memory.admission(limits, heartbeat, new AbortController().signal)
  const memories = []
  for (const kernel of [70e6, 90e6, 140e6]) {
    const lease = await admission.acquire({ bytes: 1, kernel })
    memories.push(lease.seat?.memory)
    lease.release()
  }
  expect(new Set(memories).size).toBe(1)
  expect(memories[0]).toBe(pool.large.memory)
})

it('counts headers only of requests whose memory is not planned', async () => {
  const { signal } = new AbortController()
  const HEADER_BYTES = 262_144
  const before = memory.use().buffers
  await concurrency.run('origin', { queue: 1, wait: 1000 }, signal, async (heartbeat) => {
    const admission = memory.admission(LIMITS, heartbeat, signal)
    expect(memory.use().buffers - before).toBe(HEADER_BYTES)
    const lease = await admission.acquire({ bytes: 1000 })
    expect(memory.use().buffers - before).toBe(1000)
    lease.release()
    expect(memory.use().buffers - before).toBe(HEADER_BYTES)
  })
  expect(memory.use().buffers).toBe(before)
})
