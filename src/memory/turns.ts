import { sleep } from '../abort.ts'
import { busy } from '../errors.ts'
import { type Owner, startOwner } from './owner.ts'
import { pool as isolatePool, type Pool } from './pool.ts'
import { lent, type Seat, withEnd } from './seat.ts'

/** Milliseconds between two looks at the large memory. */
const POLL_MS = 10
const STALE_MS = 1000
/** Milliseconds that a codec waits, as long as the default of the limit `wait`. */
const MAX_WAIT_MS = 20_000

const NEVER = new AbortController().signal

/** Turns at the large memory. */
export interface Turns {
  /**
   * Takes the large memory as soon as it is free. A foreign codec takes it for one call, which runs
   * to its end without interruption, so that only a large kernel or libheif makes it wait. Those
   * hold the memory while they wait for their source, and never wait for other memory.
   * @param bytes maximum size to which the memory will grow
   * @param owner context that takes it; without it, the seat has an owner of its own
   * @throws Failure busy
   */
  take(bytes: number, owner?: Owner): Promise<Seat>
  /** Returns `true` if a codec waits. Kernels then leave the large memory to it. */
  isWanted(): boolean
}

/** Takes the large memory, with an owner that lasts as long as the seat. */
function takeAlive(pool: Pool, bytes: number): Seat {
  const { owner, stop } = startOwner()
  return withEnd(pool.take(pool.large, bytes, owner), stop)
}

/** Creates the turns at the large memory of a pool. */
export function turnsAt(pool: Pool): Turns {
  const waiting = new Set<Owner>()
  return {
    async take(bytes, owner) {
      const { owner: own, stop } = startOwner()
      const deadline = Date.now() + MAX_WAIT_MS
      try {
        while (pool.large.seat) {
          waiting.add(own)
          if (Date.now() > deadline) throw busy('the memory for codecs was not free in time')
          await sleep(POLL_MS, NEVER)
          pool.reclaim()
        }
        return owner ? pool.take(pool.large, bytes, owner) : takeAlive(pool, bytes)
      } finally {
        stop()
        waiting.delete(own)
      }
    },
    isWanted() {
      const oldest = Date.now() - STALE_MS
      for (const each of waiting) if (each.at < oldest) waiting.delete(each)
      return waiting.size > 0
    },
  }
}

const turns = new WeakMap<Pool, Turns>()

/** Returns the turns at the large memory of a pool, which all its users share. */
export function turnsOf(pool: Pool): Turns {
  const known = turns.get(pool) ?? turnsAt(pool)
  turns.set(pool, known)
  return known
}

/**
 * Takes the memory for a codec that works for a kernel: the partner of the kernel's memory, without
 * a wait, or the large memory.
 * @param kernel seat of the kernel, if the codec works for one
 * @throws Failure busy
 */
export async function takeFor(kernel: Seat | undefined, ...large: Parameters<Turns['take']>): Promise<Seat> {
  return kernel?.partner ? lent(kernel.partner) : turnsOf(isolatePool).take(...large)
}
