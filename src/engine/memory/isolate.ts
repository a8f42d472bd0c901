import { PIECE } from '../bytes/body-reader.ts'
import { isolateMemory } from './admission.ts'
import { concurrencyLimit } from './concurrency-limit.ts'
import { ledger } from './ledger.ts'
import { pool } from './pool.ts'

/** Slots of the isolate. The Worker and the engine's public functions share them. */
export const concurrency = concurrencyLimit()

// A request reads at most 256 KB of its original before its memory is planned (`HEADER_READ`).
const unplanned: (() => number)[] = [() => concurrency.active() * 4 * PIECE]

/** Memory of the isolate. The Worker and the engine's public functions share it. */
export const memory = isolateMemory(() => unplanned.reduce((sum, bytes) => sum + bytes(), 0), pool, ledger)

/**
 * Adds a count of bytes in use outside of leases, such as those of a cache, to the memory of the
 * isolate.
 * @param bytes returns the current number of bytes
 */
export function countUnplanned(bytes: () => number): void {
  unplanned.push(bytes)
}
