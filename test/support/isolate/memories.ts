import { AsyncLocalStorage } from 'node:async_hooks'
import { vi } from 'vitest'
import { pool } from '../../../src/memory/index.ts'

/** Drops idle memories, so that the next work creates new memories. */
export const dropIdle = (): void => pool.dropIdle()

/** Reports the memory of each new WebAssembly instance until `vi.unstubAllGlobals()` is called. */
function observeInstances(made: (memory: WebAssembly.Memory, instance: WebAssembly.Instance) => void): void {
  dropIdle()
  const Instance = new Proxy(WebAssembly.Instance, {
    construct(target, parts) {
      const instance: WebAssembly.Instance = Reflect.construct(target, parts)
      for (const value of Object.values(instance.exports)) {
        if (value instanceof WebAssembly.Memory) made(value, instance)
      }
      return instance
    },
  })
  vi.stubGlobal('WebAssembly', Object.create(WebAssembly, { Instance: { value: Instance } }))
}

const length = (memory: WebAssembly.Memory | undefined) => memory?.buffer.byteLength ?? 0

/**
 * Returns the result of some work, and the total memory size in bytes for all WebAssembly instances
 * that the work created. The size is measured when the work ends.
 */
export async function memoriesOf<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; bytes: number }> {
  // The set counts a memory once that several kernels use one after another.
  const memories = new Set<WebAssembly.Memory>()
  observeInstances((memory) => memories.add(memory))
  try {
    const result = await work()
    return { result, bytes: [...memories].map(length).reduce((sum, bytes) => sum + bytes, 0) }
  } finally {
    vi.unstubAllGlobals()
  }
}

interface Memories {
  kernel: WebAssembly.Memory | undefined
  /** Memories of codecs. Each codec is dropped before the next one starts. */
  readonly others: WebAssembly.Memory[]
}

const held = ({ kernel, others }: Memories) => length(kernel) + Math.max(0, ...others.map(length))

/** Watches the WebAssembly memories of running transforms. */
export interface Watch {
  /** Maximum total size in bytes that all memories reach. */
  max: number
  /** Runs a transform and assigns the instances that it creates to this transform. */
  track<T>(work: () => Promise<T>): Promise<T>
}

/** Watches memories until `vi.unstubAllGlobals()` is called. */
export function watchMemories(): Watch {
  const running = new Set<Memories>()
  const owner = new AsyncLocalStorage<Memories>()
  const watch: Watch = { max: 0, track }

  function look(): void {
    const bytes = [...running].map(held).reduce((sum, more) => sum + more, 0)
    watch.max = Math.max(watch.max, bytes)
  }

  function track<T>(work: () => Promise<T>): Promise<T> {
    dropIdle()
    const own: Memories = { kernel: undefined, others: [] }
    running.add(own)
    return owner.run(own, work).finally(() => {
      look()
      running.delete(own)
    })
  }

  observeInstances((memory, { exports }) => {
    const own = owner.getStore()
    if (own && 'jpegOpen' in exports) own.kernel = memory
    else own?.others.push(memory)
    look()
  })
  return watch
}
