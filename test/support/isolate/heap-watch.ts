import { vi } from 'vitest'
import { HEAP_START } from '../../../src/engine/constants/kernel.ts'
import type { Admission, Demand } from '../../../src/memory/index.ts'
import { admissionOf } from './admission.ts'
import { LIMITS } from './limits.ts'

/** Bytes before the first block of a heap (`kernel/heap.ts`). */
const GUARD = 64

/** Heap of a running kernel. */
interface Heap {
  /** Maximum of the heap's end before blocks were released. */
  most: number
  end(): number
}

/** Watches the heaps of kernels. */
export interface HeapWatch {
  /**
   * Runs some work, and calls `onHeap` afterwards, also if the work fails.
   * @param onHeap receives one kernel's maximum heap size in bytes
   */
  track<Result>(work: () => Promise<Result>, onHeap: (bytes: number) => void): Promise<Result>
}

/**
 * Watches the heaps of new kernels until `vi.unstubAllGlobals()` is called. The size is exact,
 * whereas a memory grows in pages. Only one work may run at a time.
 */
export function watchHeaps(): HeapWatch {
  let heaps: Heap[] = []
  const Instance = new Proxy(WebAssembly.Instance, {
    construct(target, parts) {
      const instance: WebAssembly.Instance = Reflect.construct(target, parts)
      const { heapCheckpoint, heapRestore, heapKeep } = instance.exports
      if (typeof heapCheckpoint !== 'function' || typeof heapRestore !== 'function') return instance
      if (typeof heapKeep !== 'function') return instance
      const heap: Heap = { most: 0, end: () => heapCheckpoint() }
      heaps.push(heap)
      const releasing =
        (release: (...values: readonly number[]) => number) =>
        (...values: readonly number[]) => {
          heap.most = Math.max(heap.most, heap.end())
          return release(...values)
        }
      const released = {
        heapRestore: releasing((...values) => heapRestore(...values)),
        heapKeep: releasing((...values) => heapKeep(...values)),
      }
      return { exports: { ...instance.exports, ...released } }
    },
  })
  vi.stubGlobal('WebAssembly', Object.create(WebAssembly, { Instance: { value: Instance } }))
  return {
    async track(work, onHeap) {
      heaps = []
      try {
        return await work()
      } finally {
        const ends = heaps.map(({ most, end }) => Math.max(most, end()))
        onHeap(Math.max(0, ...ends.map((end) => end - HEAP_START - GUARD)))
      }
    },
  }
}

/** Checks that the blocks of a kernel take no more than planned. @throws Error they take more */
export function assertPlannedHeap(heap: number, { kernel = 0, partner = 0 }: Demand): void {
  const planned = Math.max(kernel, partner)
  if (heap > planned) throw new Error(`the kernel has blocks of ${heap} bytes instead of ${planned}`)
}

/** Returns an admission whose tasks fail if their kernels take more than planned. */
export function heapAdmission(heaps: HeapWatch): Admission {
  const { admission: gate } = admissionOf(LIMITS)
  return {
    ...gate,
    admit: (planned, task) =>
      gate.admit(planned, (lease) =>
        heaps.track(
          () => task(lease),
          (heap) => assertPlannedHeap(heap, planned),
        ),
      ),
  }
}
