import { AsyncLocalStorage } from 'node:async_hooks'
import { vi } from 'vitest'

interface Memories {
  kernel: WebAssembly.Memory | undefined
  /** Of the codecs with instances of their own, each of which is dropped before the next one starts. */
  readonly others: WebAssembly.Memory[]
}

const length = (memory: WebAssembly.Memory | undefined) => memory?.buffer.byteLength ?? 0

const held = ({ kernel, others }: Memories) => length(kernel) + Math.max(0, ...others.map(length))

/** The WebAssembly memories of transforms that have not ended. */
export interface Watch {
  /** Bytes, the most that they ever had together. */
  most: number
  /** Runs a transform; what it instantiates is its own. */
  track<T>(work: () => Promise<T>): Promise<T>
}

/** Looks at memories until `vi.unstubAllGlobals()`. */
export function watchMemories(): Watch {
  const running = new Set<Memories>()
  const owner = new AsyncLocalStorage<Memories>()
  const watch: Watch = { most: 0, track }

  function look(): void {
    watch.most = Math.max(
      watch.most,
      [...running].reduce((sum, memories) => sum + held(memories), 0),
    )
  }

  function track<T>(work: () => Promise<T>): Promise<T> {
    const own: Memories = { kernel: undefined, others: [] }
    running.add(own)
    return owner.run(own, work).finally(() => {
      look()
      running.delete(own)
    })
  }

  const Instance = new Proxy(WebAssembly.Instance, {
    construct(target, parts) {
      const instance: WebAssembly.Instance = Reflect.construct(target, parts)
      const own = owner.getStore()
      const memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory)
      if (own && memory && 'jpegOpen' in instance.exports) own.kernel = memory
      else if (memory) own?.others.push(memory)
      look()
      return instance
    },
  })
  vi.stubGlobal('WebAssembly', Object.create(WebAssembly, { Instance: { value: Instance } }))
  return watch
}
