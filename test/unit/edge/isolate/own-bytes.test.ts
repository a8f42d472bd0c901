import { expect, it, vi } from 'vitest'
import { endResponse, ownBytes, shareBytes, useBytes } from '../../../../src/edge/isolate/own-bytes.ts'
import { isolateMemory } from '../../../../src/isolate/admission.ts'
import { startHeartbeat } from '../../../../src/isolate/heartbeat.ts'

const memory = isolateMemory()

const owned = () => {
  const bytes = Uint8Array.of(1, 2, 3)
  ownBytes(bytes, memory)
  return bytes
}

it('owned bytes are freed after the response and all other uses, in any order', () => {
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
  ]) {
    const bytes = owned()
    const ends = [() => endResponse(bytes), useBytes(bytes), useBytes(bytes.subarray(1))]
    const lengths = order.map((index) => {
      ends[index]?.()
      ends[index]?.()
      return bytes.length
    })
    expect(lengths).toEqual([3, 3, 0])
  }
})

it('bytes are never freed that other requests may read', () => {
  const bytes = owned()
  const end = useBytes(bytes)
  shareBytes(bytes)
  const late = useBytes(bytes)
  for (const each of [end, late, () => endResponse(bytes)]) each()
  expect(bytes.length).toBe(3)
})

it('bytes without an owner are never freed', () => {
  const bytes = Uint8Array.of(1)
  const end = useBytes(bytes)
  ownBytes(bytes, memory)
  end()
  expect(bytes.length).toBe(1)
})

it('owned bytes are counted until the response has ended', () => {
  const counted = isolateMemory()
  const [bytes, other] = [new Uint8Array(100), new Uint8Array(30)]
  for (const each of [bytes, bytes, other]) ownBytes(each, counted)
  shareBytes(other)
  expect(counted.use().buffers).toBe(130)
  const end = useBytes(bytes)
  endResponse(bytes)
  expect(counted.use().buffers).toBe(30)
  endResponse(other)
  expect(counted.use().buffers).toBe(0)
  end()
})

it('owned bytes of an ended context are freed by others, unless they are shared or in use', async () => {
  vi.useFakeTimers()
  const counted = isolateMemory()
  const kept = [new Uint8Array(100), new Uint8Array(30), new Uint8Array(20)] as const
  const [lost, shared, used] = kept
  for (const each of kept) ownBytes(each, counted)
  shareBytes(shared)
  const end = useBytes(used)
  endResponse(used)
  vi.clearAllTimers()
  const other = startHeartbeat()
  for (let at = 0; at < 3000; at += 100) {
    await vi.advanceTimersByTimeAsync(100)
    counted.count(0, { at: Date.now() })
  }
  expect(kept.map(({ length }) => length)).toEqual([0, 30, 20])
  endResponse(lost)
  end()
  expect(used.length).toBe(0)
  expect(counted.use().buffers).toBe(0)
  other.stop()
  vi.useRealTimers()
})
