import { readFileSync } from 'node:fs'

/** The built kernel; `KERNEL=/path/to.wasm` tests another build of it, or of one of its parts. */
const module = new WebAssembly.Module(readFileSync(process.env['KERNEL'] ?? 'src/kernel/kernel.wasm'))

export interface Memory {
  readonly memory: WebAssembly.Memory
  alloc(bytes: number): number
}

/** A fresh instance, as each transform gets one. */
export function kernel<Exports>(): Exports & Memory {
  return new WebAssembly.Instance(module, {}).exports as unknown as Exports & Memory
}

/** A view of kernel memory, good until the memory grows. */
export function bytes({ memory }: Memory, address: number, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(memory.buffer as ArrayBuffer, address, length)
}
