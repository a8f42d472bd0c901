import type { MemoryCount } from './counted-memories.ts'

/** Path on which the wrapper of the Worker answers its `IsolateCount`. */
export const COUNT_PATH = '/count-memories'

/** Answer of the wrapper. */
export interface IsolateCount extends MemoryCount {
  /** High-water mark in bytes that the Worker's own ledger keeps, if it keeps one. */
  readonly ledgerPeakBytes?: number
}

/**
 * Name of the global variable in which the entry of a bundle leaves the accounting of its memory
 * (`memory` of `src/isolate/isolate.ts`).
 */
export const ACCOUNTING = 'isolateMemory'
