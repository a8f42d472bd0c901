/**
 * Count of every WebAssembly memory that exists. A memory that was dropped exists until it is
 * collected, which V8 may do late or never, because these memories create no pressure to collect.
 */
export interface Ledger {
  /** Adds a new memory to the ledger, which holds it until it is dropped. Returns the memory. */
  register(memory: WebAssembly.Memory): WebAssembly.Memory
  /**
   * Stops to hold a memory. It counts with its present size until it is collected, so it must not
   * grow any more.
   */
  drop(memory: WebAssembly.Memory): void
  /** Returns the total bytes in existing memories. */
  wasmBytes(): number
  /**
   * Updates the high-water mark. Memories only grow, so the mark is exact if this function is
   * called before and after each change in the buffer bytes.
   * @param buffers total bytes in buffers outside the memories
   */
  note(buffers: number): void
  /** Returns the maximum total bytes in memories and buffers. */
  peak(): number
}

/** Memory that was dropped. */
interface Dropped {
  readonly bytes: number
  /** Number of objects that keep its pages: the memory, and the buffer that views refer to. */
  keepers: number
}

/** Creates an empty ledger. */
export function ledgerOfMemories(): Ledger {
  const memories = new Set<WebAssembly.Memory>()
  // A `WeakRef` would not do: each `deref` during a collection keeps a memory until the next one.
  const dropped = new Set<Dropped>()
  const ends = new FinalizationRegistry<Dropped>((each) => {
    each.keepers--
    if (each.keepers === 0) dropped.delete(each)
  })
  let peak = 0

  function wasmBytes(): number {
    let total = 0
    for (const { buffer } of memories) total += buffer.byteLength
    for (const { bytes } of dropped) total += bytes
    return total
  }

  return {
    register(memory) {
      memories.add(memory)
      return memory
    },
    drop(memory) {
      if (!memories.delete(memory)) return
      const keepers = [memory, memory.buffer]
      const each = { bytes: memory.buffer.byteLength, keepers: keepers.length }
      dropped.add(each)
      for (const keeper of keepers) ends.register(keeper, each)
    },
    wasmBytes,
    note(buffers) {
      peak = Math.max(peak, wasmBytes() + buffers)
    },
    peak: () => peak,
  }
}

/** The isolate's ledger. */
export const ledger = ledgerOfMemories()
