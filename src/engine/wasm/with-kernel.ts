import { keepMemory, kernelKind, takeMemory } from '../memory/pool.ts'
import { wipe } from '../memory/wipe.ts'
import { kernelTrap } from './foreign.ts'
import { type Kernel, openKernel } from './kernel.ts'

/**
 * Runs a transform in a new kernel instance with a pooled memory, which is wiped afterwards. After
 * a trap, the memory is dropped together with its instance.
 * @param bytes size in bytes that the transform plans for the kernel
 * @throws Failure corrupt: the kernel trapped
 */
export async function withKernel<T>(bytes: number, work: (kernel: Kernel) => Promise<T>): Promise<T> {
  const kind = kernelKind(bytes)
  const kernel = openKernel(takeMemory(kind, bytes))
  let hasTrapped = false
  try {
    return await work(kernel)
  } catch (error) {
    hasTrapped = error instanceof WebAssembly.RuntimeError
    throw kernelTrap(error)
  } finally {
    if (!hasTrapped) {
      wipe(kernel.memory)
      keepMemory(kind, kernel.memory)
    }
  }
}
