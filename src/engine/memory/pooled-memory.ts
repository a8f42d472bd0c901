import { keepMemory, newMemory, takeMemoryWithin } from './pool.ts'
import { wipe } from './wipe.ts'

/** Maximum size in bytes of a memory that goes back to the pool. A larger memory is dropped. */
const MAX_KEPT = 16 * 1024 * 1024

/**
 * Runs work in a pooled memory that is all zeros. The work keeps the memory until its results have
 * been read. Afterwards the memory is wiped. If the context ends earlier, the memory ends with it.
 * @param bytes maximum bytes to which the work may grow the memory; the work must have planned this
 *   size
 */
export async function* withPooledMemory<T>(
  bytes: number,
  work: (memory: WebAssembly.Memory) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const memory = takeMemoryWithin('kernel', bytes) ?? newMemory('kernel')
  try {
    yield* work(memory)
  } finally {
    if (memory.buffer.byteLength <= MAX_KEPT) {
      wipe(memory)
      keepMemory('kernel', memory)
    }
  }
}
