/** Bytes of all array buffers and WebAssembly memories, whether still of use or not. */
const held = () => process.memoryUsage().external

function heldOfUse(): number {
  const { gc } = globalThis
  if (!gc) throw new Error('memory is measured in a process with --expose-gc')
  // What the first finds dead is let go by the second.
  gc()
  gc()
  return held()
}

/**
 * Measures what work holds at its peak beyond what was held before, in bytes: WebAssembly memories and array buffers
 * that are still of use. It looks whenever code turns to a WebAssembly memory, which is before and after each call of
 * a codec; garbage is collected before it counts.
 */
export async function peakMemory<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; peak: number }> {
  const before = heldOfUse()
  let most = before
  function look(): void {
    if (held() > most) most = Math.max(most, heldOfUse())
  }
  const restore = watchMemories(look)
  try {
    const result = await work()
    look()
    return { result, peak: most - before }
  } finally {
    restore()
  }
}

/** Calls `look` before each reading of `WebAssembly.Memory.buffer`, until what it returns is called. */
function watchMemories(look: () => void): () => void {
  const { prototype } = WebAssembly.Memory
  const plain = Object.getOwnPropertyDescriptor(prototype, 'buffer')
  if (!plain) throw new Error('WebAssembly.Memory has no buffer')
  Object.defineProperty(prototype, 'buffer', {
    ...plain,
    get(this: WebAssembly.Memory) {
      look()
      return plain.get?.call(this)
    },
  })
  return () => Object.defineProperty(prototype, 'buffer', plain)
}
