import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Failure } from '../../../src/errors.ts'
import { isolateMemory } from '../../../src/isolate/admission.ts'
import { DEFAULT_MEMORY, HEAP_BYTES } from '../../../src/memory/classes.ts'
import {
  type Admission,
  kernelMemory,
  type Lease,
  MAX_KERNEL,
  roomWithin,
} from '../../../src/memory/index.ts'
import { ledgerOfMemories } from '../../../src/memory/ledger.ts'
import { memoryPool } from '../../../src/memory/pool.ts'
import { turnsOf } from '../../../src/memory/turns.ts'
import { growTo } from '../../../src/wasm-memory/page.ts'
import { runs } from '../../support/properties/runs.ts'

const MEMORY = DEFAULT_MEMORY
const LIMITS = { memory: MEMORY, queue: 1000, wait: 120_000 }
const ROOM = roomWithin(MEMORY)
const { signal } = new AbortController()

/** A request: its memories, how long it takes, and if its context ends without an event. */
interface Planned {
  readonly kernel: number
  readonly codec: number
  /** Memory of a kernel's class that a large kernel takes as well. */
  readonly partner: number
  readonly bytes: number
  readonly lasts: number
  readonly isKilled: boolean
  readonly isLong: boolean
}

const requests = fc.array(
  fc
    .record({
      kernel: fc.oneof(
        fc.constant(0),
        fc.integer({ min: 1, max: 2_000_000 }),
        fc.integer({ min: 1, max: MAX_KERNEL }),
        fc.integer({ min: 1, max: ROOM.kernel }),
      ),
      codec: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: ROOM.codec })),
      partner: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: kernelMemory(MAX_KERNEL) })),
      bytes: fc.integer({ min: 1, max: ROOM.buffers }),
      lasts: fc.integer({ min: 1, max: 3000 }),
      isKilled: fc.boolean(),
      isLong: fc.boolean(),
    })
    .map((each): Planned => (each.kernel > MAX_KERNEL ? { ...each, codec: 0 } : { ...each, partner: 0 })),
  { minLength: 1, maxLength: 60 },
)

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('are all served, also beside contexts that end without an event, and never exceed the bound', async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (all) => {
      const ledger = ledgerOfMemories()
      const pool = memoryPool(ledger)
      const memory = isolateMemory(undefined, pool, ledger)
      const turns = turnsOf(pool)
      let served = 0
      let most = 0
      const look = () => {
        const { wasm, buffers } = memory.use()
        most = Math.max(most, HEAP_BYTES + wasm + buffers)
      }

      async function run(planned: Planned): Promise<void> {
        const heartbeat = { at: Date.now() }
        const beat = setInterval(() => {
          heartbeat.at = Date.now()
        }, 200)
        const admission: Admission = memory.admission(LIMITS, heartbeat, signal)
        const lease: Lease = await admission.acquire(planned)
        if (planned.kernel > 0 && lease.seat) growTo(lease.seat.memory, planned.kernel)
        if (lease.seat?.partner) growTo(lease.seat.partner.memory, planned.partner)
        look()
        await sleep(planned.lasts)
        if (planned.codec > 0) {
          const seat = await turns.take(planned.codec)
          growTo(seat.memory, planned.codec)
          look()
          seat.free()
        }
        served++
        clearInterval(beat)
        // The context has ended, and runs no code to give its memory back.
        if (!planned.isKilled) lease.release()
      }

      const running = Promise.all(all.map(run)).catch((error: unknown) => error)
      for (let n = 0; n < 600 && served < all.length; n++) await vi.advanceTimersByTimeAsync(500)
      const outcome =
        served === all.length ? await running : new Failure('internal', 'somebody waits for ever')
      expect(outcome).not.toBeInstanceOf(Error)
      expect(most).toBeLessThanOrEqual(120e6)
      expect(memory.use().peakBytes).toBeLessThanOrEqual(120e6)
    }),
    { numRuns: runs(40) },
  )
}, 120_000)
