import { type Seat, takeFor } from '../../memory/index.ts'

/**
 * Runs work in a foreign codec's memory, and keeps the memory until the results have been read.
 * Afterwards the memory is wiped.
 * @param bytes maximum bytes to which the work may grow the memory; the work must have planned this
 *   size
 * @param kernel seat of the kernel for which the codec works
 * @param work gets a function that throws if the memory was taken away, to call before every use
 */
export async function* withCodecMemory<T>(
  bytes: number,
  kernel: Seat | undefined,
  work: (memory: WebAssembly.Memory, check: () => void) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const seat = await takeFor(kernel, bytes, kernel?.owner)
  try {
    yield* work(seat.memory, seat.begin())
  } finally {
    seat.free()
  }
}
