import type { Heartbeat } from './heartbeat.ts'
import { takeLarge } from './large.ts'

/**
 * Runs work in the large memory, which it keeps until its results have been read. Afterwards the
 * memory is wiped.
 * @param bytes maximum bytes to which the work may grow the memory; the work must have planned this
 *   size
 * @param heartbeat heartbeat of the context
 * @param work gets a function that throws if the memory was taken away, to call before every use
 */
export async function* withLargeMemory<T>(
  bytes: number,
  heartbeat: Heartbeat | undefined,
  work: (memory: WebAssembly.Memory, check: () => void) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const seat = await takeLarge(bytes, heartbeat)
  try {
    yield* work(seat.memory, seat.begin())
  } finally {
    seat.free()
  }
}
