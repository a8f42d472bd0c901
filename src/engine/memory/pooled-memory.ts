import { keepMemory, newMemory, takeMemoryWithin } from './pool.ts'
import { wipe } from './wipe.ts'

/** Maximum size in bytes of a memory that goes back to the pool. A larger memory is dropped. */
const MAX_KEPT = 16 * 1024 * 1024

/**
 * Runs work in a pooled memory that is all zeros. The work has the memory for as long as its
 * results are read. Afterwards the memory is wiped. If the context ends earlier, the memory ends
 * with it.
 * @param bytes maximum bytes to which the work may grow the memory, which it must have planned
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
