/** Includes buffers that are garbage. */
const held = () => process.memoryUsage().external

function heldOfUse(): number {
  const { gc } = globalThis
  if (!gc) throw new Error('needs --expose-gc')
  // The second collection frees what the first finalised.
  gc()
  gc()
  return held()
}

/**
 * Measures the peak of WebAssembly memories and array buffers in use during some work, in bytes above the start. It
 * samples at each access to a WebAssembly memory, that is before and after each call of a codec, and collects garbage
 * before it counts.
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
