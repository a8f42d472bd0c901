import { afterEach, beforeEach, expect, it } from 'vitest'
import { isolateMemory } from '../../../../src/engine/memory/admission.ts'
import { keepInstance, poolUse, takeInstance } from '../../../../src/engine/memory/pool.ts'
import { dropIdle } from '../../../support/memories.ts'

beforeEach(dropIdle)
afterEach(dropIdle)

const ACTIVE = { at: Number.POSITIVE_INFINITY }
const PAGE = 65_536
const LIMITS = { memory: 100 * PAGE, queue: 10, wait: 200 }
const { signal } = new AbortController()
const memoryOf = (pages: number) => new WebAssembly.Memory({ initial: pages })

it('counts leases, bytes that are being sent, codecs once, and idle instances', async () => {
  const memory = isolateMemory()
  const admission = memory.admission(LIMITS, ACTIVE, signal)
  expect(memory.use()).toEqual({ waiting: 0, bytes: 0 })
  const instances = [{ kind: 'large' as const, bytes: 20 * PAGE }]
  const [first, second] = [
    await admission.acquire({ bytes: 10 * PAGE, instances }),
    await admission.acquire({ bytes: 10 * PAGE, instances }),
  ]
  expect(memory.use().bytes).toBe(40 * PAGE)
  const sent = memory.count(3 * PAGE, ACTIVE)
  expect(memory.use().bytes).toBe(43 * PAGE)
  for (const end of [first.release, second.release, sent]) end()
  keepInstance('thorvg', { memory: memoryOf(5) })
  expect(memory.use()).toEqual({ waiting: 0, bytes: 5 * PAGE })
})

it('counts waiting requests', async () => {
  const memory = isolateMemory()
  const admission = memory.admission(LIMITS, ACTIVE, signal)
  const lease = await admission.acquire({ bytes: 100 * PAGE })
  const waiting = admission.acquire({ bytes: PAGE })
  expect(memory.use()).toEqual({ waiting: 1, bytes: 100 * PAGE })
  lease.release()
  ;(await waiting).release()
  expect(memory.use()).toEqual({ waiting: 0, bytes: 0 })
})

it('reports each lease of a request with its codecs, and each change of a lease', async () => {
  const noted: number[] = []
  const admission = isolateMemory().admission(LIMITS, ACTIVE, signal, (bytes) => noted.push(bytes / PAGE))
  const lease = await admission.acquire({ bytes: 4 * PAGE, instances: [{ kind: 'large', bytes: 6 * PAGE }] })
  expect(lease.resize({ bytes: 7 * PAGE })).toBe(true)
  lease.release()
  admission.leaseToSend(2 * PAGE)?.release()
  expect(noted).toEqual([10, 7, 2])
})

it('counts reused and started instances of the pool', () => {
  const before = poolUse()
  takeInstance({ kind: 'thorvg', bytes: 1 })
  keepInstance('thorvg', { memory: memoryOf(1) })
  takeInstance({ kind: 'thorvg', bytes: 1 })
  takeInstance({ kind: 'thorvg', bytes: 1 })
  const after = poolUse()
  expect([after.reused - before.reused, after.started - before.started]).toEqual([1, 2])
})
