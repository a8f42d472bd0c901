import { Failure } from '../errors.ts'
import type { Limits } from '../limits.ts'
import {
  dropLingering,
  type InstanceNeed,
  instanceBytes,
  largestKernel,
  neededBytes,
  shedInstance,
} from '../wasm/pool.ts'
import type { Heartbeat, Observer } from './heartbeat.ts'
import { type QueueRules, waitingQueue } from './waiting-queue.ts'

/** What some work will hold. */
export interface Demand {
  /** Bytes of its own, those of its kernel included. */
  readonly bytes: number
  /** Bytes of its kernel. */
  readonly kernel?: number
  /** Foreign codecs that it will call. All works share one instance of each. */
  readonly instances?: readonly InstanceNeed[]
}

/** Memory that is held until it is given back. */
export interface Lease {
  /**
   * Holds something else instead, if it fits beside what already runs.
   * @throws Failure over-budget for more than there is at all
   */
  resize(demand: Demand): boolean
  /** Gives back all; further times are of no effect. */
  release(): void
}

/**
 * Bytes by which idle instances may exceed the memory where only one work runs: one that is a little larger than the work
 * needs is better used than dropped, since V8 would hold both for a while.
 */
const SLACK = 16 * 1024 * 1024

/** Share of the memory that bytes may take which are only to be sent. */
const SENT = 1 / 3

/** Small works that may pass a large one: neither waits for ever. */
const MAX_OVERTAKEN = 8

type MemoryLimits = Pick<Limits, 'memory' | 'queue' | 'wait'>

/** Admits the work of one request by the bytes that it plans to hold. */
export interface Admission {
  /**
   * Runs `task` as soon as the demand fits beside what already runs, in order of arrival.
   * @throws Failure busy: too many wait, or it has waited for too long; over-budget where it would wait for ever
   */
  admit<T>(demand: Demand, task: () => Promise<T>): Promise<T>
  /** Admits likewise what is to be held until it is released. Who has a lease must not wait for another: all might. */
  acquire(demand: Demand): Promise<Lease>
  /**
   * Memory for bytes that are to be sent, if it is free, nobody waits for it, and such bytes take no more than a third of
   * all: clients that read slowly must leave room for work.
   */
  spare(bytes: number): Lease | undefined
}

/** Bytes that one context holds. */
interface Hold extends Demand {
  readonly heartbeat: Heartbeat
  /** Whether work goes on, which ends by itself and gives its memory back. */
  readonly works: boolean
  /** What several contexts hold together counts once. */
  readonly shared?: object
}

/** The memory of an isolate, which its requests share. */
export interface IsolateMemory {
  /** @param heartbeat of the context that asks */
  admission(limits: MemoryLimits, heartbeat: Heartbeat, signal: AbortSignal): Admission
  /**
   * Counts bytes that are already held, such as a finished image while it is sent.
   * @param shared the same object for what other contexts hold as well
   * @returns what gives it back
   */
  count(bytes: number, heartbeat: Heartbeat, shared?: object): () => void
  /** Whether anybody waits for memory. */
  isWanted(): boolean
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1e6)
const sum = (numbers: readonly number[]) => numbers.reduce((total, more) => total + more, 0)

function bytesOf(holds: Iterable<Hold>): number {
  const seen = new Set<object>()
  let total = 0
  for (const { bytes, shared } of holds) {
    if (shared && seen.has(shared)) continue
    if (shared) seen.add(shared)
    total += bytes
  }
  return total
}

/**
 * @param heads bytes that requests hold before their memory is planned. They are counted, but do not keep the only work
 *   of an isolate from running, which their own might wait for.
 */
export function isolateMemory(heads: () => number = () => 0): IsolateMemory {
  const holds = new Set<Hold>()
  const outside = waitingQueue<Demand>()

  /**
   * Whether the demands fit; idle instances make room. Kernels are easily replaced. Others go only where nothing runs that
   * could be waited for: the next picture needs them again, and V8 frees late what was dropped.
   */
  function makesRoom(more: readonly Demand[], memory: number, without?: Hold): boolean {
    const held = [...holds].filter((hold) => hold !== without)
    const needs = [...held, ...more].flatMap(({ instances = [] }) => instances)
    const isOnly = more.length === 1 && !held.some(({ works }) => works)
    const own = bytesOf(held) + sum(more.map(({ bytes }) => bytes)) + (isOnly ? 0 : heads())
    if (own + neededBytes(needs) > memory) return false
    const { kernel = 0 } = more.at(-1) ?? {}
    dropLingering()
    const most = isOnly ? memory + SLACK : memory
    while (own + instanceBytes(needs, kernel) > most) {
      if (shedInstance(needs, kernel, (kind) => kind === 'kernel')) continue
      if (!isOnly || !(shedInstance(needs, kernel) || shedInstance())) return false
    }
    return true
  }

  function assertFits(demand: Demand, memory: number): void {
    const needed = demand.bytes + sum((demand.instances ?? []).map(({ bytes }) => bytes))
    if (needed > memory)
      throw new Failure(
        'over-budget',
        `${megabytes(needed)} MB of memory are needed: at most ${Math.floor(memory / 1e6)} fit`,
      )
  }

  function admission(
    { memory, queue, wait }: MemoryLimits,
    heartbeat: Heartbeat,
    signal: AbortSignal,
  ): Admission {
    function hold(demand: Demand, works = true): Lease {
      const kernel = demand.kernel ?? 0
      // Which idle kernel it will be given is known only when it takes one.
      const surplus = Math.max(0, largestKernel(kernel) - kernel)
      let own: Hold = { ...demand, bytes: demand.bytes + (kernel ? surplus : 0), heartbeat, works }
      holds.add(own)
      return {
        resize(wanted) {
          assertFits(wanted, memory)
          if (!makesRoom([wanted], memory, own)) return false
          holds.delete(own)
          own = { ...wanted, heartbeat, works }
          holds.add(own)
          return true
        },
        release: () => void holds.delete(own),
      }
    }

    async function acquire(demand: Demand): Promise<Lease> {
      assertFits(demand, memory)
      let lease: Lease | undefined
      const gate: QueueRules<Demand> = {
        capacity: queue,
        patience: wait,
        maxOvertaken: MAX_OVERTAKEN,
        fits(demands, observer: Observer) {
          for (const each of holds) if (observer.isDead(each.heartbeat)) holds.delete(each)
          return makesRoom(demands, memory)
        },
        take: () => {
          lease = hold(demand)
        },
      }
      await outside.pass(demand, gate, signal)
      if (!lease) throw new Error('a line let a request pass that took nothing')
      return lease
    }

    return {
      acquire,
      async admit(demand, task) {
        const lease = await acquire(demand)
        try {
          return await task()
        } finally {
          lease.release()
        }
      },
      spare(bytes) {
        const sent = bytesOf([...holds].filter(({ works }) => !works))
        if (outside.waiting().length > 0 || sent + bytes > memory * SENT) return undefined
        return makesRoom([{ bytes }], memory) ? hold({ bytes }, false) : undefined
      },
    }
  }

  return {
    admission,
    count(bytes, heartbeat, shared) {
      const hold = { bytes, heartbeat, works: false, ...(shared && { shared }) }
      holds.add(hold)
      return () => void holds.delete(hold)
    },
    isWanted: () => outside.waiting().length > 0,
  }
}
