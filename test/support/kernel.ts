import { readFileSync } from 'node:fs'

/** The types of Workers, where no code compiles WebAssembly, hide that Node's can. */
const compile = WebAssembly.Module as unknown as new (bytes: Uint8Array) => WebAssembly.Module

/** The built kernel; `KERNEL=/path/to.wasm` tests another build of it, or of one of its parts. */
const module = new compile(readFileSync(process.env['KERNEL'] ?? 'src/wasm/kernel.wasm'))

export interface Memory {
  readonly memory: WebAssembly.Memory
  alloc(bytes: number): number
}

/** A fresh instance, as each transform gets one. */
export function kernel<Exports>(): Exports & Memory {
  const memory = new WebAssembly.Memory({ initial: 2 })
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports & Memory
}

/** A view of kernel memory, good until the memory grows. */
export function bytes({ memory }: Memory, address: number, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(memory.buffer as ArrayBuffer, address, length)
}
