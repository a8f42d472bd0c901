import { totalBytes } from '../engine/wasm/needs.ts'
import type { Limits } from '../limits.ts'
import {
  type Admission,
  assertFits,
  type Demand,
  type Lease,
  type Ledger,
  type Need,
  type Pool,
  type Reservations,
  reservations,
  type Unplanned,
} from '../memory/index.ts'
import type { Heartbeat } from './heartbeat.ts'
import { type OwnedBuffers, ownedBuffers } from './owned-buffers.ts'
import { type QueueRules, waitingQueue } from './waiting-queue.ts'

/** Memory of an isolate, which its requests share. */
export interface IsolateMemory
  extends Pick<OwnedBuffers, 'own' | 'disown'>,
    Pick<Reservations, 'count' | 'isInTheWay' | 'use'> {
  /**
   * Returns the admission for the request whose context has this heartbeat.
   * @param onLease is called with the size in bytes of each lease, including its foreign codecs
   */
  admission(
    limits: Pick<Limits, 'memory' | 'queue' | 'wait'>,
    heartbeat: Heartbeat,
    signal: AbortSignal,
    onLease?: (bytes: number) => void,
  ): Admission
  /** Returns `true` if a request waits for memory. */
  hasWaiters(): boolean
}

const MAX_OVERTAKEN = 8

/**
 * Creates the memory of an isolate, which admits requests in order of arrival.
 * @param unplanned memory in use outside leases
 */
export function isolateMemory(unplanned?: Unplanned, pool?: Pool, ledger?: Ledger): IsolateMemory {
  const queue = waitingQueue<Need>()
  const { find, isAside, isHolder, leaseToSend, count, dropEnded, isInTheWay, use } = reservations(
    queue,
    unplanned,
    pool,
    ledger,
  )
  const buffers = ownedBuffers()

  /** Frees everything that belongs to contexts that have ended. */
  function freeEnded(): void {
    dropEnded()
    buffers.freeEnded()
  }

  const admission: IsolateMemory['admission'] = (
    { memory, queue: capacity, wait: maxWait },
    owner,
    signal,
    onLease = () => undefined,
  ): Admission => {
    const onDemand = (demand: Demand) => onLease(totalBytes(demand))

    async function acquire(demand: Demand): Promise<Lease> {
      assertFits(demand, memory)
      let acquired: Lease | undefined
      let found: ReturnType<typeof find>
      const rules: QueueRules<Need> = {
        capacity,
        maxWait,
        maxOvertaken: MAX_OVERTAKEN,
        fits(needs) {
          freeEnded()
          // The last need is that of this context when its own turn is decided.
          found = find(needs, memory)
          return found !== undefined
        },
        isAside(needs) {
          freeEnded()
          return isAside(needs, memory)
        },
        isUrgent: (need) => isHolder(need.owner),
        take: () => {
          acquired = found?.(onDemand)
        },
      }
      await queue.waitFor({ ...demand, owner, memory }, rules, signal)
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
        freeEnded()
        return leaseToSend({ bytes, owner, memory }, onDemand)
      },
      own: (bytes) => buffers.own(bytes, owner),
      disownAll: () => buffers.disownAll(owner),
    }
  }

  return {
    admission,
    count(...counted) {
      freeEnded()
      return count(...counted)
    },
    own: buffers.own,
    disown: buffers.disown,
    hasWaiters: () => queue.length() > 0,
    isInTheWay,
    use,
  }
}
