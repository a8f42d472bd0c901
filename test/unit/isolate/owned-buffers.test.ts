import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isolateMemory } from '../../../src/isolate/admission.ts'
import { startHeartbeat } from '../../../src/isolate/heartbeat.ts'
import { ownedBuffers } from '../../../src/isolate/owned-buffers.ts'

const LIMITS = { memory: 90, queue: 10, wait: 100_000 }
const { signal } = new AbortController()

describe('buffers of contexts', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** Polls the register in a context that lives for some time. */
  async function poll(freeEnded: () => void, ms: number): Promise<void> {
    const { stop } = startHeartbeat()
    for (let at = 0; at < ms; at += 100) {
      await vi.advanceTimersByTimeAsync(100)
      freeEnded()
    }
    stop()
  }

  it('are freed two seconds after their context has ended, and not before', async () => {
    const { own, freeEnded } = ownedBuffers()
    const [ended, active] = [startHeartbeat(), startHeartbeat()]
    const [lost, used] = [new Uint8Array(10), new Uint8Array(10)]
    own(lost, ended.heartbeat)
    own(used, active.heartbeat)
    ended.stop()
    await poll(freeEnded, 1500)
    expect([lost.length, used.length]).toEqual([10, 10])
    await poll(freeEnded, 1000)
    expect([lost.length, used.length]).toEqual([0, 10])
    active.stop()
  })

  it('belong to the last owner, until they are disowned', async () => {
    const { own, disown, freeEnded } = ownedBuffers()
    const [ended, active] = [startHeartbeat(), startHeartbeat()]
    const [moved, lost, disowned] = [new Uint8Array(10), new Uint8Array(10), new Uint8Array(10)]
    own(moved, ended.heartbeat)
    own(moved.subarray(2), active.heartbeat)
    own(lost, active.heartbeat)
    own(lost, ended.heartbeat)
    own(disowned, ended.heartbeat)
    disown(disowned.subarray(3))
    ended.stop()
    await poll(freeEnded, 3000)
    expect([moved.length, lost.length, disowned.length]).toEqual([10, 0, 10])
    active.stop()
  })

  it('are left alone if the work of their context ended before the context', async () => {
    const { own, disownAll, freeEnded } = ownedBuffers()
    const { heartbeat, stop } = startHeartbeat()
    const bytes = new Uint8Array(10)
    own(bytes, heartbeat)
    disownAll(heartbeat)
    stop()
    await poll(freeEnded, 3000)
    expect(bytes.length).toBe(10)
  })

  it('may be released by their context before', async () => {
    const { own, freeEnded } = ownedBuffers()
    const { heartbeat, stop } = startHeartbeat()
    const bytes = new Uint8Array(10)
    own(bytes, heartbeat)
    bytes.buffer.transfer?.(0)
    stop()
    await expect(poll(freeEnded, 3000)).resolves.toBeUndefined()
  })

  it('are freed while another request waits for memory', async () => {
    const memory = isolateMemory()
    const [ended, first, second] = [startHeartbeat(), startHeartbeat(), startHeartbeat()]
    const bytes = new Uint8Array(10)
    memory.admission(LIMITS, ended.heartbeat, signal).own(bytes)
    const held = await memory.admission(LIMITS, first.heartbeat, signal).acquire({ bytes: 60 })
    ended.stop()
    const waiting = memory.admission(LIMITS, second.heartbeat, signal).acquire({ bytes: 60 })
    await vi.advanceTimersByTimeAsync(3000)
    expect(bytes.length).toBe(0)
    held.release()
    await vi.advanceTimersByTimeAsync(100)
    const next = await waiting
    next.release()
    for (const { stop } of [first, second]) stop()
  })
})

it('the register does not keep buffers from collection', async () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const { own } = ownedBuffers()
  const buffer = (() => {
    const bytes = new Uint8Array(1000)
    own(bytes, { at: Number.POSITIVE_INFINITY })
    return new WeakRef(bytes.buffer)
  })()
  await new Promise((resolve) => setTimeout(resolve, 10))
  collect()
  expect(buffer.deref()).toBeUndefined()
})
