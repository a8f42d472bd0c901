import { readFileSync } from 'node:fs'
import { Module } from './compile.ts'

/** Bytes of the built kernel. `KERNEL=/path/to.wasm` selects another build, or a part of it. */
export const KERNEL_FILE = readFileSync(process.env['KERNEL'] ?? 'src/engine/wasm/kernel.wasm')

/** Bytes of the built `whole.wasm`, which works in the kernel's memory. */
export const WHOLE_FILE = readFileSync('src/engine/wasm/built/whole.wasm')

const module = new Module(KERNEL_FILE)

export interface Memory {
  readonly memory: WebAssembly.Memory
  alloc(bytes: number): number
}

/** Returns a fresh instance of the kernel, as each transform gets. */
export function kernel<Exports>(): Exports & Memory {
  const memory = new WebAssembly.Memory({ initial: 2 })
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports & Memory
}

/** Returns a view of kernel memory, which is valid until the memory grows. */
export function bytes({ memory }: Memory, address: number, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(memory.buffer as ArrayBuffer, address, length)
}
