import { keepMemory, newMemory, takeMemoryWithin } from './pool.ts'
import { wipe } from './wipe.ts'

/** A memory that has grown beyond this is dropped. */
const MAX_KEPT = 16 * 1024 * 1024

/**
 * Runs work in a memory of the pool that is all zeros, for as long as its results are read. It is wiped afterwards; where the
 * context ends before, it goes with it.
 * @param bytes that the work may make it grow to, and so plans
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
