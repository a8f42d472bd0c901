import { vi } from 'vitest'

/** Bytes of the WebAssembly memories of all instances that are made during some work, at its end. */
export async function memoriesOf<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; bytes: number }> {
  const memories: WebAssembly.Memory[] = []
  const Instance = new Proxy(WebAssembly.Instance, {
    construct(target, parts) {
      const instance: WebAssembly.Instance = Reflect.construct(target, parts)
      for (const value of Object.values(instance.exports)) {
        if (value instanceof WebAssembly.Memory) memories.push(value)
      }
      return instance
    },
  })
  vi.stubGlobal('WebAssembly', Object.create(WebAssembly, { Instance: { value: Instance } }))
  try {
    const result = await work()
    return { result, bytes: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0) }
  } finally {
    vi.unstubAllGlobals()
  }
}
