import { vi } from 'vitest'

/** Bytes of the WebAssembly memories of all instances that are made during some work, at its end. */
export async function memoriesOf<Result>(work: () => Promise<Result>): Promise<{ result: Result; bytes: number }> {
  const memories: WebAssembly.Memory[] = []
  const Instance = WebAssembly.Instance
  const spy = vi.spyOn(WebAssembly, 'Instance').mockImplementation(function (module, imports) {
    const instance = new Instance(module, imports)
    for (const value of Object.values(instance.exports)) {
      if (value instanceof WebAssembly.Memory) memories.push(value)
    }
    return instance
  })
  try {
    const result = await work()
    return { result, bytes: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0) }
  } finally {
    spy.mockRestore()
  }
}
