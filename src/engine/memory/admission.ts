import type { Limits } from '../../limits.ts'
import { assertFits, type Demand, sum, totalBytes, waitsForKind } from './demand.ts'
import type { Heartbeat, Observer } from './heartbeat.ts'
import { dropLingering, instanceBytes, largestKernel, neededBytes, shedInstance } from './pool.ts'
import { type QueueRules, waitingQueue } from './waiting-queue.ts'

/** Memory that is reserved until it is released. */
export interface Lease {
  /**
   * Changes the reservation. Returns `false` and changes nothing if the new demand does not fit.
   * @throws Failure over-budget: it would not fit alone either
   */
  resize(demand: Demand): boolean
  /** Releases all memory. Further calls have no effect. */
  release(): void
}

/**
 * Size in bytes by which a lone task and the idle instances together may exceed `memory`. Otherwise
 * codecs would be dropped often, and V8 frees their memory late.
 */
const SLACK = 16 * 1024 * 1024

const MAX_SENDING_SHARE = 1 / 3

const MAX_OVERTAKEN = 8

type MemoryLimits = Pick<Limits, 'memory' | 'queue' | 'wait'>

/** Admits the work of one request by the memory that it plans to use. */
export interface Admission {
  /**
   * Runs `task` in order of arrival, as soon as its demand fits in addition to all reserved memory.
   * @throws Failure busy (full queue, or too long a wait), over-budget (it would not fit alone)
   */
  admit<T>(demand: Demand, task: () => Promise<T>): Promise<T>
  /**
   * Waits for a lease like `admit`. A context with a lease must not wait for another, unless its
   * lease is held (`isHeld`).
   */
  acquire(demand: Demand): Promise<Lease>
  /**
   * Reserves memory for bytes that are sent unchanged, without waiting. Slow clients must leave
   * room for work. Returns `undefined` if a request waits for memory, or if all bytes that are sent
   * would take more than a third of the memory.
   */
  leaseToSend(bytes: number): Lease | undefined
}

/** Demand of the context with a heartbeat. */
interface Need extends Demand {
  readonly heartbeat: Heartbeat
}

interface Allocation extends Need {
  /**
   * `true` if a running task holds the memory. `false` for a response body while it is sent, and
   * for held memory.
   */
  readonly isTask: boolean
  readonly shared?: object
}

/** Memory of an isolate, which its requests share. */
export interface IsolateMemory {
  /**
   * Returns the admission for the request whose context has this heartbeat.
   * @param onLease is called with the size in bytes of each lease, including its foreign codecs
   */
  admission(
    limits: MemoryLimits,
    heartbeat: Heartbeat,
    signal: AbortSignal,
    onLease?: (bytes: number) => void,
  ): Admission
  /**
   * Counts bytes in memory, such as an image while it is sent, until the returned function runs.
   * @param shared identifies the bytes, so that bytes of several contexts count only once
   */
  count(bytes: number, heartbeat: Heartbeat, shared?: object): () => void
  /** Returns `true` if a request waits for memory. */
  hasWaiters(): boolean
  /** Returns the numbers of waiting requests and of planned bytes, including idle instances. */
  use(): { readonly waiting: number; readonly bytes: number }
}

function bytesOf(allocations: Iterable<Allocation>): number {
  const seen = new Set<object>()
  let total = 0
  for (const { bytes, shared } of allocations) {
    if (shared && seen.has(shared)) continue
    if (shared) seen.add(shared)
    total += bytes
  }
  return total
}

/**
 * Creates the accounting of an isolate's memory.
 * @param unplanned returns the number of bytes in use outside of leases, such as headers read
 *   before planning. They are ignored when a task would run alone, because their requests may wait
 *   for that task
 *
 * Holders of memory cannot block each other:
 * - Only one holder has large demands, and no task waits for memory while it runs. A task of this
 *   holder therefore waits only for the small demands of other holders.
 * - A task that runs alone may exceed the memory by the small demands of other holders, up to the
 *   slack. Each of them can therefore run one after the other.
 * - Holders overtake all other work without limit.
 */
export function isolateMemory(unplanned: () => number = () => 0): IsolateMemory {
  const allocations = new Set<Allocation>()
  const queue = waitingQueue<Need>()

  const others = (heartbeat: Heartbeat) => [...allocations].filter((each) => each.heartbeat !== heartbeat)

  const isHolder = ({ heartbeat }: Need) =>
    [...allocations].some((each) => each.isHeld && each.heartbeat === heartbeat)

  /** Returns the bytes by which a lone task of a holder may exceed the memory. */
  function spareFor(need: Need): number {
    if (!isHolder(need)) return 0
    const held = others(need.heartbeat).filter(({ isHeld, isLarge }) => isHeld && !isLarge)
    return Math.min(SLACK, bytesOf(held))
  }

  /**
   * Returns `true` if demands fit, and drops idle instances for them. Kernels are cheap to replace.
   * Codecs are only dropped for a lone task: the next image needs them, and V8 frees memory late.
   * @param replaced an allocation that the demands replace
   */
  function makeRoom(demands: readonly Need[], memory: number, replaced?: Allocation): boolean {
    const present = [...allocations].filter((each) => each !== replaced)
    const needs = [...present, ...demands].flatMap(({ instances = [] }) => instances)
    const [first] = demands
    const isAlone = demands.length === 1 && !present.some(({ isTask }) => isTask)
    const planned = bytesOf(present) + sum(demands.map(({ bytes }) => bytes))
    const used = planned + (isAlone ? 0 : unplanned())
    const spare = isAlone && first ? spareFor(first) : 0
    if (used + neededBytes(needs) > memory + spare) return false
    const { kernel = 0 } = demands.at(-1) ?? {}
    dropLingering()
    const maxBytes = isAlone ? memory + SLACK : memory
    while (used + instanceBytes(needs, kernel) > maxBytes) {
      if (shedInstance(needs, kernel, (kind) => kind === 'kernel')) continue
      if (!isAlone || !(shedInstance(needs, kernel) || shedInstance())) return false
    }
    return true
  }

  function dropEnded(observer: Observer): void {
    for (const each of allocations) if (observer.hasEnded(each.heartbeat)) allocations.delete(each)
  }

  function admission(
    limits: MemoryLimits,
    heartbeat: Heartbeat,
    signal: AbortSignal,
    onLease: (bytes: number) => void = () => undefined,
  ): Admission {
    const { memory } = limits

    function lease(demand: Demand, isTask = !demand.isHeld): Lease {
      const kernel = demand.kernel ?? 0
      // The task may get the largest idle kernel when it starts, so that kernel is counted.
      const surplus = Math.max(0, largestKernel(kernel) - kernel)
      let own: Allocation = { ...demand, bytes: demand.bytes + (kernel ? surplus : 0), heartbeat, isTask }
      allocations.add(own)
      onLease(totalBytes(demand))
      return {
        resize(next) {
          assertFits(next, memory)
          const isShrinking = next.isHeld && next.bytes <= own.bytes
          if (!isShrinking && !makeRoom([{ ...next, heartbeat }], memory, own)) return false
          allocations.delete(own)
          own = { ...next, heartbeat, isTask }
          allocations.add(own)
          onLease(totalBytes(next))
          return true
        },
        release: () => void allocations.delete(own),
      }
    }

    async function acquire(demand: Demand): Promise<Lease> {
      assertFits(demand, memory)
      let acquired: Lease | undefined
      const rules: QueueRules<Need> = {
        capacity: limits.queue,
        maxWait: limits.wait,
        maxOvertaken: MAX_OVERTAKEN,
        fits(demands, observer) {
          dropEnded(observer)
          return makeRoom(demands, memory)
        },
        isAside(demands, observer) {
          dropEnded(observer)
          const own = demands.at(-1)
          if (!own) return false
          const ahead = demands.slice(0, -1)
          const present = own.isHeld ? others(own.heartbeat) : [...allocations]
          return waitsForKind(own, [...present, ...ahead], memory)
        },
        isUrgent: isHolder,
        take: () => {
          acquired = lease(demand)
        },
      }
      await queue.waitFor({ ...demand, heartbeat }, rules, signal)
      if (!acquired) throw new Error('the queue served a ticket without taking its room')
      return acquired
    }

    return {
      acquire,
      async admit(demand, task) {
        const { release } = await acquire(demand)
        try {
          return await task()
        } finally {
          release()
        }
      },
      leaseToSend(bytes) {
        const sending = bytesOf([...allocations].filter(({ isTask, isHeld }) => !isTask && !isHeld))
        if (queue.waiting().length > 0 || sending + bytes > memory * MAX_SENDING_SHARE) return undefined
        return makeRoom([{ bytes, heartbeat }], memory) ? lease({ bytes }, false) : undefined
      },
    }
  }

  return {
    admission,
    count(bytes, heartbeat, shared) {
      const allocation = { bytes, heartbeat, isTask: false, ...(shared && { shared }) }
      allocations.add(allocation)
      return () => void allocations.delete(allocation)
    },
    hasWaiters: () => queue.waiting().length > 0,
    use() {
      const needs = [...allocations].flatMap(({ instances = [] }) => instances)
      return { waiting: queue.waiting().length, bytes: bytesOf(allocations) + instanceBytes(needs, 0) }
    },
  }
}
