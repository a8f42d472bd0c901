import type { Seat } from '../../memory/index.ts'
import { kernelTrap } from './foreign.ts'
import { type Kernel, openKernel } from './kernel.ts'

/**
 * Runs work in a new kernel instance. Its memory is wiped afterwards, also after a trap: a memory
 * consists of bytes only, and the instance is not used again.
 * @param seat right to the memory; without it, the kernel has its own memory
 * @throws Failure corrupt: the kernel trapped
 */
export async function withKernel<T>(
  seat: Seat | undefined,
  work: (kernel: Kernel) => Promise<T>,
): Promise<T> {
  const kernel = openKernel(seat)
  try {
    return await work(kernel)
  } catch (error) {
    throw kernelTrap(error)
  } finally {
    seat?.end()
  }
}
