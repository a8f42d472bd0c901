/** Sizes of an isolate's WebAssembly memories. */
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

/** A memory that may exist. */
interface Counted {
  bytes: number
  isCollected: boolean
  /** Latest buffer that was seen, by its number; `undefined` if it was collected. */
  buffer: number | undefined
}

type Exported = Readonly<Record<string, unknown>>

/**
 * Replaces the functions that make memories with ones that register each memory. A memory counts
 * until V8 has collected it, because its pages are only freed then.
 *
 * Nothing is read through a `WeakRef`, because `deref` during a collection keeps the memory until
 * the next one (2026-11-29: up to 41 memories instead of 23, at ten counts a second). So if an
 * instance grows its memory without calling JavaScript, the growth is seen when JavaScript next
 * reads `memory.buffer`, which it must do to use the new pages. A memory that is neither imported
 * nor exported cannot be seen.
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
  const all = new Set<Counted>()
  const known = new WeakMap<WebAssembly.Memory, Counted>()
  let buffers = 0
  let peakBytes = 0

  const sizes = () => [...all].map(({ bytes }) => bytes)

  function dropIfFreed(counted: Counted): void {
    if (counted.isCollected && counted.buffer === undefined) all.delete(counted)
  }

  const memoryEnds = new FinalizationRegistry<Counted>((counted) => {
    counted.isCollected = true
    dropIfFreed(counted)
  })
  // A view keeps the buffer of a memory that was collected.
  const bufferEnds = new FinalizationRegistry<{ counted: Counted; buffer: number }>(({ counted, buffer }) => {
    if (counted.buffer === buffer) counted.buffer = undefined
    dropIfFreed(counted)
  })

  function register(memory: WebAssembly.Memory): Counted {
    const counted = { bytes: -1, isCollected: false, buffer: undefined }
    all.add(counted)
    known.set(memory, counted)
    memoryEnds.register(memory, counted)
    return counted
  }

  /** Registers a memory, or its new size. */
  function note(memory: WebAssembly.Memory): ArrayBuffer {
    const buffer = bufferOf(memory)
    const counted = known.get(memory) ?? register(memory)
    if (counted.bytes === buffer.byteLength) return buffer
    counted.bytes = buffer.byteLength
    counted.buffer = buffers++
    bufferEnds.register(buffer, { counted, buffer: counted.buffer })
    peakBytes = Math.max(peakBytes, sum(sizes()))
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
    const memories = sizes().sort((a, b) => b - a)
    const bytes = sum(memories)
    const count = { bytes, peakBytes, memories }
    peakBytes = bytes
    return count
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, more) => total + more, 0)
