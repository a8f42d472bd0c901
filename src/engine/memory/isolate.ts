import { PIECE } from '../bytes/body-reader.ts'
import { isolateMemory } from './admission.ts'
import { concurrencyLimit } from './concurrency-limit.ts'
import { ledger } from './ledger.ts'
import { pool } from './pool.ts'

/** Slots of the isolate. The Worker and the engine's public functions share them. */
export const concurrency = concurrencyLimit()

// A request reads at most 256 KB of its original before its memory is planned (`HEADER_READ`).
const unplanned: (() => number)[] = [() => concurrency.active() * 4 * PIECE]
const drops: (() => void)[] = []

/** Memory of the isolate. The Worker and the engine's public functions share it. */
export const memory = isolateMemory(
  {
    bytes: () => unplanned.reduce((sum, bytes) => sum + bytes(), 0),
    dropCaches() {
      for (const drop of drops) drop()
    },
  },
  pool,
  ledger,
)

/**
 * Adds the bytes of a cache to the memory of the isolate.
 * @param bytes returns the current number of bytes
 * @param drop drops all entries. It is called when a request has to wait for memory
 */
export function countCache(bytes: () => number, drop: () => void): void {
  unplanned.push(bytes)
  drops.push(drop)
}
