import { PIECE } from '../engine/bytes/body-reader.ts'
import { ledger, pool } from '../memory/index.ts'
import { type IsolateMemory, isolateMemory } from './admission.ts'
import { concurrencyLimit } from './concurrency-limit.ts'

/** The isolate's slots. The Worker and the engine's public functions share them. */
export const concurrency = concurrencyLimit()

// A request reads at most 256 KB from its original before its memory is planned (`HEADER_READ`).
const headersOf = (requests: number) => requests * 4 * PIECE
const counted: { readonly bytes: () => number; readonly drop: () => void }[] = []

const cached = () => counted.reduce((sum, { bytes }) => sum + bytes(), 0)

const accounting = isolateMemory(
  {
    headers: (planned) => headersOf(concurrency.activeBeside(planned)),
    maxHeaders: (planned) => headersOf(concurrency.activeBeside(planned) + concurrency.free()),
    cached,
    dropCaches() {
      for (const { drop } of counted) drop()
    },
  },
  pool,
  ledger,
)

/** The isolate's memory. The Worker and the engine's public functions share it. */
export const memory: IsolateMemory = {
  ...accounting,
  admission(limits, ...request) {
    pool.allow(limits.memory)
    return accounting.admission(limits, ...request)
  },
}

/**
 * Adds a cache's bytes to the isolate's memory.
 * @param bytes returns the current byte count
 * @param drop drops all entries. It is called if a request fits only without caches
 */
export function countCache(bytes: () => number, drop: () => void): void {
  counted.push({ bytes, drop })
}
