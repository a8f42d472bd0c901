import { HEAP_BYTES, roomWithin } from './classes.ts'
import { assertFits, type Demand, totalBytes, waitsForKind } from './demand.ts'
import { freeBeside, isBlockedByBodies } from './free-room.ts'
import { type Heartbeat, hasEnded } from './heartbeat.ts'
import type { Admission, IsolateMemory, Lease, MemoryLimits } from './isolate-memory.ts'
import { type Ledger, ledgerOfMemories } from './ledger.ts'
import { ownedBuffers } from './owned-buffers.ts'
import { choosePlaces, classesOf, type Places, placesOf } from './places.ts'
import { memoryPool, type Pool } from './pool.ts'
import { type Allocation, bytesOf, type Need, sharedKeys, type Waiting } from './reservation.ts'
import { seatsOf } from './seats.ts'
import { turnsOf } from './turns.ts'
import { fitsBeside, NO_UNPLANNED, reservedBytes, type Unplanned, unplannedBytes } from './unplanned.ts'
import { type QueueRules, waitingQueue } from './waiting-queue.ts'

export type { Admission, IsolateMemory, Lease, MemoryUse } from './isolate-memory.ts'

const MAX_SENDING_SHARE = 1 / 3

const MAX_OVERTAKEN = 8

const NOWHERE: Places = new Map()

const largest = (one: Demand, other: Demand) => ({
  kernel: Math.max(one.kernel ?? 0, other.kernel ?? 0),
  partner: Math.max(one.partner ?? 0, other.partner ?? 0),
})

/**
 * Creates the accounting of an isolate's memory.
 * @param unplanned memory in use outside of leases
 *
 * The sum of memories and buffers stays below `memory`: memories are limited in number and size by
 * their classes, and no plan takes more buffers than then remain (`roomWithin`). So a task that
 * runs alone always fits.
 *
 * Holders of memory cannot block each other:
 * - A task takes its memories and its buffers at once, and waits for no other memory but its turn
 *   at the large one. Whoever has the large one waits for no memory.
 * - Only one holder has large demands. The small ones of all others fit beside any task.
 * - Holders overtake all other work without limit.
 */
export function isolateMemory(
  unplanned: Unplanned = NO_UNPLANNED,
  pool: Pool = memoryPool(ledgerOfMemories()),
  ledger: Ledger = ledgerOfMemories(),
): IsolateMemory {
  const allocations = new Set<Allocation>()
  const queue = waitingQueue<Waiting>()
  const turns = turnsOf(pool)
  const seats = seatsOf(pool)
  const keyOf = sharedKeys()
  const { own, disown, disownAll, freeEnded } = ownedBuffers()

  const inBuffers = () => bytesOf(allocations) + unplannedBytes(unplanned, allocations)

  /**
   * Changes the allocations. The mark is noted before and after, because memories grow in between.
   */
  function change(action: () => void): void {
    ledger.note(inBuffers())
    action()
    ledger.note(inBuffers())
  }

  const others = (heartbeat: Heartbeat) => [...allocations].filter((each) => each.heartbeat !== heartbeat)

  const isHolder = ({ heartbeat }: Need) =>
    [...allocations].some((each) => each.isHeld && each.heartbeat === heartbeat)

  function placesFor(demands: readonly Need[]): Places | undefined {
    const wanted = new Set<string>()
    queue.visit((need) => {
      for (const { name } of classesOf(need)) wanted.add(name)
    })
    const places = choosePlaces(pool, demands, wanted)
    return places?.has(pool.large) && turns.isWanted() ? undefined : places
  }

  /** Returns `true` if demands fit that take these places, and drops caches that are in the way. */
  function fits(
    demands: readonly Demand[],
    places: Places,
    memory: number,
    present: readonly Allocation[] = [...allocations],
  ): boolean {
    const isAlone = demands.length === 1 && !present.some(({ isTask }) => isTask)
    const free = freeBeside(pool, { demands, places, present }, memory, isAlone)
    const isLast = isAlone && !present.some(({ sending }) => sending)
    return fitsBeside(unplanned, allocations, { free, memory, isLast })
  }

  function dropEnded(): void {
    pool.reclaim()
    freeEnded()
    for (const each of allocations) if (hasEnded(each.heartbeat)) change(() => allocations.delete(each))
  }

  function admission(
    limits: MemoryLimits,
    heartbeat: Heartbeat,
    signal: AbortSignal,
    onLease: (bytes: number) => void = () => undefined,
  ): Admission {
    const { memory } = limits

    /** @param places free places for the memories of the demand */
    function lease(demand: Demand, places: Places = NOWHERE, isTask = !demand.isHeld): Lease {
      let own: Allocation = { ...demand, heartbeat, isTask }
      let seat = seats.take(places, heartbeat)
      change(() => allocations.add(own))
      onLease(totalBytes(demand))
      return {
        get seat() {
          return seat
        },
        resize(next) {
          assertFits(next, memory)
          const need = { ...next, heartbeat }
          const present = [...allocations].filter((each) => each !== own)
          const isShrinking = next.isHeld && next.bytes <= own.bytes
          const { kernel, partner } = largest(own, next)
          if (seat && (kernel > (own.kernel ?? 0) || partner > (own.partner ?? 0))) return false
          const places = seat ? NOWHERE : placesFor([need])
          if (!isShrinking && !(places && fits([need], places, memory, present))) return false
          if (places) seat ??= seats.take(places, heartbeat)
          change(() => {
            allocations.delete(own)
            own = { ...need, isTask, kernel, partner }
            allocations.add(own)
          })
          onLease(totalBytes(next))
          return true
        },
        release() {
          change(() => {
            seat?.free()
            allocations.delete(own)
          })
        },
      }
    }

    async function acquire(demand: Demand): Promise<Lease> {
      assertFits(demand, memory)
      let acquired: Lease | undefined
      let taken: Places | undefined
      const rules: QueueRules<Waiting> = {
        capacity: limits.queue,
        maxWait: limits.wait,
        maxOvertaken: MAX_OVERTAKEN,
        fits(demands) {
          dropEnded()
          const places = placesFor(demands)
          // The last demand is that of this context when its own turn is decided.
          taken = places && placesOf(demand, places)
          return places !== undefined && fits(demands, places, memory)
        },
        isAside(demands) {
          dropEnded()
          const own = demands.at(-1)
          if (!own) return false
          const ahead = demands.slice(0, -1)
          const present = own.isHeld ? others(own.heartbeat) : [...allocations]
          return (
            seats.waitsForLarge(own, ahead) ||
            placesFor(demands) === undefined ||
            waitsForKind(own, [...present, ...ahead], roomWithin(memory).buffers)
          )
        },
        isUrgent: isHolder,
        take: () => {
          acquired = lease(demand, taken)
        },
      }
      await queue.waitFor({ ...demand, heartbeat, memory }, rules, signal)
      if (!acquired) throw new Error('the queue served a ticket without taking its room')
      return acquired
    }

    return {
      acquire,
      async admit(demand, task) {
        const acquired = await acquire(demand)
        try {
          return await task(acquired)
        } finally {
          acquired.release()
        }
      },
      leaseToSend(bytes) {
        dropEnded()
        const sending = bytesOf([...allocations].filter(({ isTask, isHeld }) => !isTask && !isHeld))
        const left = memory - pool.plannedBytes(NOWHERE)
        if (queue.length() > 0 || sending + bytes > left * MAX_SENDING_SHARE) return undefined
        return fits([{ bytes }], NOWHERE, memory) ? lease({ bytes }, NOWHERE, false) : undefined
      },
      own: (bytes) => own(bytes, heartbeat),
      disownAll: () => disownAll(heartbeat),
    }
  }

  return {
    admission,
    count(bytes, heartbeat, shared, sending) {
      dropEnded()
      const key = shared && { shared: keyOf(shared) }
      const allocation = { bytes, heartbeat, isTask: false, ...key, ...(sending && { sending }) }
      change(() => allocations.add(allocation))
      return () => change(() => allocations.delete(allocation))
    },
    own,
    disown,
    hasWaiters: () => queue.length() > 0,
    isInTheWay(body) {
      if ([...allocations].some(({ sending }) => sending && sending.end > body.end)) return false
      let isWanted = false
      queue.visit((need, deadline) => {
        if (isWanted || body.end <= deadline) return
        // Everything that stays once the tasks have ended, and the holder with large demands.
        const present = [...allocations].filter(
          ({ isTask, isLarge, heartbeat }) => !isTask && (!isLarge || heartbeat === need.heartbeat),
        )
        const serving = { demands: [need], places: placesFor([need]) ?? NOWHERE, present }
        const reserved = reservedBytes(unplanned, allocations, need.memory)
        isWanted = isBlockedByBodies(pool, serving, need.memory, deadline, reserved)
      })
      return isWanted
    },
    use() {
      const [wasm, outside] = [ledger.wasmBytes(), inBuffers()]
      ledger.note(outside)
      return {
        waiting: queue.length(),
        wasm,
        buffers: outside,
        bytes: wasm + outside,
        peakBytes: HEAP_BYTES + ledger.peak(),
      }
    },
  }
}
