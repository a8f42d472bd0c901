import { openBooks, type Waiters } from './books.ts'
import { HEAP_BYTES, maxKept, roomWithin } from './classes.ts'
import { waitsForKind } from './demand.ts'
import { fits, placesFor } from './fitting.ts'
import { type Lease, lease, type OnLease } from './lease.ts'
import { type Ledger, ledgerOfMemories } from './ledger.ts'
import type { Owner } from './owner.ts'
import { placesOf, waitsForLarge } from './places.ts'
import { memoryPool, type Pool } from './pool.ts'
import { type Need, type SentBody, sharedKeys } from './reservation.ts'
import { isInTheWay, maySend } from './sending.ts'
import { NO_UNPLANNED, type Unplanned } from './unplanned.ts'

/** Bytes in use. All counts are those of the ledger, and leave the JavaScript heap out. */
export interface MemoryUse {
  /** Number of requests that wait for memory. */
  readonly waiting: number
  /** Bytes of all WebAssembly memories that exist. */
  readonly wasm: number
  /** Bytes of all buffers that are reserved or counted. */
  readonly buffers: number
  /** Sum of both. */
  readonly bytes: number
  /** Maximum of the sum since the isolate started, with the constant for the JavaScript heap. */
  readonly peakBytes: number
}

/** Memory of an isolate, which its owners share. An admission decides when they take it. */
export interface Reservations {
  /**
   * Finds room for the last need beside all earlier ones, which are about to be served. Drops
   * caches that are in the way.
   * @param memory maximum bytes of all memories and buffers
   * @returns function that leases the memory at once, or `undefined` if the need has to wait
   */
  find(needs: readonly Need[], memory: number): ((onLease: OnLease) => Lease) | undefined
  /**
   * Returns `true` if the last need waits for a memory in its class, or for other work like it.
   * Others may then be served before it.
   */
  isAside(needs: readonly Need[], memory: number): boolean
  /** Returns `true` if an owner holds memory while it waits for more. */
  isHolder(owner: Owner): boolean
  /** Leases memory for bytes that are sent unchanged, if that leaves room for work. */
  leaseToSend(need: Need, onLease: OnLease): Lease | undefined
  /**
   * Counts bytes in memory, such as an image while it is sent, until the returned function runs.
   * @param shared identifies the bytes, so that bytes of several owners count only once. The count
   *   does not keep it from collection
   * @param sending body that the bytes are sent as
   */
  count(bytes: number, owner: Owner, shared?: object, sending?: SentBody): () => void
  /** Takes the memory of owners that have ended. */
  dropEnded(): void
  /**
   * Returns `true` if an owner cannot be served before its wait ends because of bodies that are
   * still being sent then, and if this is the body that takes longest.
   */
  isInTheWay(body: SentBody): boolean
  use(): MemoryUse
}

/**
 * Creates the reservations of an isolate.
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
 * @param waiters owners that wait in the queue of the admission
 * @param unplanned memory in use outside of leases
 */
export function reservations(
  waiters: Waiters,
  unplanned: Unplanned = NO_UNPLANNED,
  pool: Pool = memoryPool(ledgerOfMemories()),
  ledger: Ledger = ledgerOfMemories(),
): Reservations {
  const books = openBooks(ledger, { pool, waiters, unplanned })
  const keyOf = sharedKeys()

  return {
    find(needs, memory) {
      const need = needs.at(-1)
      const places = placesFor(books, needs)
      const serving = places && { demands: needs, places, present: books.all() }
      if (!need || !serving || !fits(books, serving, memory)) return undefined
      const own = { isTask: !need.isKept, places: placesOf(need, serving.places) }
      return (onLease) => lease(books, need, { ...own, onLease })
    },
    isAside(needs, memory) {
      const own = needs.at(-1)
      if (!own) return false
      const ahead = needs.slice(0, -1)
      const present = own.isKept ? books.all().filter(({ owner }) => owner !== own.owner) : books.all()
      return (
        waitsForLarge(pool, own, ahead) ||
        placesFor(books, needs) === undefined ||
        waitsForKind(own, [...present, ...ahead], maxKept(roomWithin(memory).buffers))
      )
    },
    isHolder: (owner) => books.all().some((each) => each.isKept && each.owner === owner),
    leaseToSend: (need, onLease) =>
      maySend(books, need) ? lease(books, need, { isTask: false, onLease }) : undefined,
    count(bytes, owner, shared, sending) {
      const key = shared && { shared: keyOf(shared) }
      const counted = { bytes, owner, isTask: false, ...key, ...(sending && { sending }) }
      books.add(counted)
      return () => books.remove(counted)
    },
    dropEnded() {
      pool.reclaim()
      books.removeEnded()
    },
    isInTheWay: (body) => isInTheWay(books, body),
    use() {
      const [wasm, buffers] = [ledger.wasmBytes(), books.buffers()]
      ledger.note(buffers)
      return {
        waiting: waiters.length(),
        wasm,
        buffers,
        bytes: wasm + buffers,
        peakBytes: HEAP_BYTES + ledger.peak(),
      }
    },
  }
}
