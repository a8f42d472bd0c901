/** Returns the external memory in bytes, including buffers that are garbage. */
const held = () => process.memoryUsage().external

function heldOfUse(): number {
  const { gc } = globalThis
  if (!gc) throw new Error('needs --expose-gc')
  // The second collection frees the buffers that were finalized in the first.
  gc()
  gc()
  return held()
}

/** Frees garbage whose finalizers run in later tasks, such as memories that earlier work left. */
async function settle(): Promise<number> {
  let bytes = heldOfUse()
  for (let last = Number.POSITIVE_INFINITY; bytes < last; ) {
    last = bytes
    await new Promise((resolve) => setTimeout(resolve, 1))
    bytes = heldOfUse()
  }
  return bytes
}

/**
 * Measures the peak memory that WebAssembly memories and array buffers use during some work, in
 * bytes above the start. It samples at each access to a WebAssembly memory, which happens before
 * and after each codec call. Garbage is collected before memory is counted.
 */
export async function peakMemory<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; peak: number }> {
  const before = await settle()
  let peak = before
  function look(): void {
    if (held() > peak) peak = Math.max(peak, heldOfUse())
  }
  const restore = watchMemories(look)
  try {
    const result = await work()
    look()
    return { result, peak: peak - before }
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
