import { expect, it } from 'vitest'
import { isolateMemory } from '../../../src/isolate/admission.ts'
import { HEAP_BYTES } from '../../../src/memory/classes.ts'
import { ledgerOfMemories } from '../../../src/memory/ledger.ts'
import { memoryPool } from '../../../src/memory/pool.ts'

const ACTIVE = { at: Number.POSITIVE_INFINITY }
const LIMITS = { memory: 1e8, queue: 10, wait: 200 }
const { signal } = new AbortController()

function isolate() {
  const ledger = ledgerOfMemories()
  const memory = isolateMemory(undefined, memoryPool(ledger), ledger)
  return { ledger, memory, admission: memory.admission(LIMITS, ACTIVE, signal) }
}

it('counts leases and bytes that are being sent as buffers, and memories while they exist', async () => {
  const { memory, admission } = isolate()
  expect(memory.use()).toEqual({ waiting: 0, wasm: 0, buffers: 0, bytes: 0, peakBytes: HEAP_BYTES })
  const [first, second] = [await admission.acquire({ bytes: 100 }), await admission.acquire({ bytes: 100 })]
  const sent = memory.count(30, ACTIVE)
  expect(memory.use()).toMatchObject({ buffers: 230, wasm: 0 })
  const kernel = await admission.acquire({ bytes: 7, kernel: 1_000_000 })
  const bytes = kernel.seat?.memory.buffer.byteLength
  for (const end of [first.release, second.release, sent, kernel.release]) end()
  expect(memory.use()).toMatchObject({ buffers: 0, wasm: bytes, bytes })
})

it('keeps the maximum of memories and buffers together, with the growth in between', async () => {
  const { memory, admission } = isolate()
  const lease = await admission.acquire({ bytes: 1000, kernel: 1_000_000 })
  lease.seat?.memory.grow(10)
  const wasm = lease.seat?.memory.buffer.byteLength ?? 0
  const sent = memory.count(500, ACTIVE)
  sent()
  lease.release()
  expect(memory.use().peakBytes).toBe(HEAP_BYTES + wasm + 1500)
})

it('counts waiting requests', async () => {
  const { memory, admission } = isolate()
  const lease = await admission.acquire({ bytes: LIMITS.memory })
  const waiting = admission.acquire({ bytes: 1 })
  expect(memory.use()).toMatchObject({ waiting: 1, buffers: LIMITS.memory })
  lease.release()
  ;(await waiting).release()
  expect(memory.use()).toMatchObject({ waiting: 0, buffers: 0 })
})

it('reports each lease of a request with all its parts, and each change of a lease', async () => {
  const noted: number[] = []
  const admission = isolateMemory().admission(LIMITS, ACTIVE, signal, (bytes) => noted.push(bytes))
  const lease = await admission.acquire({ bytes: 4, codec: 6 })
  expect(lease.resize({ bytes: 7 })).toBe(true)
  lease.release()
  admission.leaseToSend(2)?.release()
  expect(noted).toEqual([10, 7, 2])
})
