/**
 * Count of every WebAssembly memory that exists. A memory that nobody uses any more exists until it
 * is collected, which V8 may do late or never, because these memories create no pressure to
 * collect. Therefore the ledger holds them by `WeakRef`.
 */
export interface Ledger {
  /** Adds a new memory to the ledger, and returns it. */
  register(memory: WebAssembly.Memory): WebAssembly.Memory
  /** Returns the total size in bytes of all memories that exist. */
  wasmBytes(): number
  /**
   * Updates the high-water mark. Memories only grow, so it is exact if this function is called
   * before and after each change of the number of buffers.
   * @param buffers bytes of all buffers outside the memories
   */
  note(buffers: number): void
  /** Returns the maximum of the total bytes of memories and buffers. */
  peak(): number
}

/** Creates an empty ledger. */
export function ledgerOfMemories(): Ledger {
  const memories = new Set<WeakRef<WebAssembly.Memory>>()
  let peak = 0

  function wasmBytes(): number {
    let total = 0
    for (const each of memories) {
      const memory = each.deref()
      if (memory) total += memory.buffer.byteLength
      else memories.delete(each)
    }
    return total
  }

  return {
    register(memory) {
      memories.add(new WeakRef(memory))
      return memory
    },
    wasmBytes,
    note(buffers) {
      peak = Math.max(peak, wasmBytes() + buffers)
    },
    peak: () => peak,
  }
}

/** Ledger of the isolate. */
export const ledger = ledgerOfMemories()
