/** Sizes of the WebAssembly memories of an isolate. */
export interface MemoryCount {
  /** Sum in bytes over all memories that exist. */
  readonly bytes: number
  /** Highest sum since the previous count. */
  readonly peakBytes: number
  /** Size in bytes of each memory that exists, the largest first. */
  readonly memories: readonly number[]
}

/** Part of `WebAssembly` that makes memories. */
export type MemoryMakers = Pick<typeof WebAssembly, 'Memory' | 'Instance' | 'instantiate'>

/** A memory, and its buffer: a view can keep the buffer alive after the memory was collected. */
interface Counted {
  readonly memory: WeakRef<WebAssembly.Memory>
  buffer: WeakRef<ArrayBuffer>
}

type Exported = Readonly<Record<string, unknown>>

/**
 * Replaces the functions that make memories with ones that register each memory. A memory counts
 * until V8 has collected it, because its pages are only freed then.
 *
 * An instance grows its memory without a call of JavaScript. Such a growth is seen when JavaScript
 * next reads `memory.buffer`, which it must do to use the new pages, or at the next count. A memory
 * that is neither imported nor exported cannot be seen.
 *
 * @param makers object whose functions are replaced: `WebAssembly`
 * @returns a function that counts the memories that exist
 */
export function countMemories(makers: MemoryMakers): () => MemoryCount {
  const { Memory, Instance, instantiate } = makers
  const { prototype } = Memory
  const { grow } = prototype
  const readBuffer = Object.getOwnPropertyDescriptor(prototype, 'buffer')?.get
  if (!readBuffer) throw new TypeError('WebAssembly.Memory.prototype.buffer is not an accessor')
  const bufferOf = (memory: WebAssembly.Memory): ArrayBuffer => readBuffer.call(memory)
  const counted = new Set<Counted>()
  const sizes = new WeakMap<WebAssembly.Memory, number>()
  let peakBytes = 0

  function measure(): number[] {
    const memories: number[] = []
    for (const each of counted) {
      const memory = each.memory.deref()
      const buffer = memory ? bufferOf(memory) : each.buffer.deref()
      if (!buffer) {
        counted.delete(each)
        continue
      }
      if (buffer !== each.buffer.deref()) each.buffer = new WeakRef(buffer)
      memories.push(buffer.byteLength)
    }
    peakBytes = Math.max(peakBytes, sum(memories))
    return memories
  }

  /** Registers a memory, or its new size. */
  function note(memory: WebAssembly.Memory): ArrayBuffer {
    const buffer = bufferOf(memory)
    const known = sizes.get(memory)
    if (known === buffer.byteLength) return buffer
    if (known === undefined) counted.add({ memory: new WeakRef(memory), buffer: new WeakRef(buffer) })
    sizes.set(memory, buffer.byteLength)
    measure()
    return buffer
  }

  function noteAll(exported: Exported): void {
    for (const each of Object.values(exported)) if (each instanceof Memory) note(each)
  }

  function noteInstance({ exports }: WebAssembly.Instance, imports: Readonly<Record<string, Exported>> = {}) {
    for (const each of Object.values(imports)) noteAll(each)
    noteAll(exports)
  }

  Object.defineProperty(prototype, 'buffer', {
    configurable: true,
    get(this: WebAssembly.Memory) {
      return note(this)
    },
  })
  prototype.grow = function growAndNote(pages) {
    const before = grow.call(this, pages)
    note(this)
    return before
  }
  makers.Memory = new Proxy(Memory, {
    construct(target, args, newTarget) {
      const memory: WebAssembly.Memory = Reflect.construct(target, args, newTarget)
      note(memory)
      return memory
    },
  })
  makers.Instance = new Proxy(Instance, {
    construct(target, args, newTarget) {
      const instance: WebAssembly.Instance = Reflect.construct(target, args, newTarget)
      noteInstance(instance, args[1])
      return instance
    },
  })
  makers.instantiate = new Proxy(instantiate, {
    async apply(target, self, args) {
      const made = await Reflect.apply(target, self, args)
      noteInstance(made instanceof Instance ? made : made.instance, args[1])
      return made
    },
  })

  return () => {
    const memories = measure().sort((a, b) => b - a)
    const bytes = sum(memories)
    const count = { bytes, peakBytes, memories }
    peakBytes = bytes
    return count
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, more) => total + more, 0)
