import { readFileSync } from 'node:fs'
import { type KernelExports, start } from '../../../src/engine/wasm/generated/kernel.ts'
import { Module } from './compile.ts'

/**
 * Built kernel's content. `KERNEL=/path/to.wasm` selects another build, or a module with only some
 * exports.
 */
export const KERNEL_FILE = readFileSync(process.env['KERNEL'] ?? 'src/engine/wasm/kernel.wasm')

/** Content of the built `side.wasm`, which works in the kernel's memory. */
export const SIDE_FILE = readFileSync('src/engine/wasm/built/side.wasm')

/** Content of the built `vp8-encoder.wasm`, which works in the kernel's memory, too. */
export const VP8_ENCODER_FILE = readFileSync('src/engine/wasm/built/vp8-encoder.wasm')

/** Content of the built `jxl-encoder.wasm`, which works in the kernel's memory, too. */
export const JXL_ENCODER_FILE = readFileSync('src/engine/wasm/built/jxl-encoder.wasm')

const module = new Module(KERNEL_FILE)

/** Returns a fresh instance of the kernel, as each transform gets. */
export function kernel(): KernelExports {
  return start({ env: { memory: new WebAssembly.Memory({ initial: 2 }) } }, module)
}

/** Returns a view of kernel memory, which is valid until the memory grows. */
export function bytes(
  { memory }: Pick<KernelExports, 'memory'>,
  address: number,
  length: number,
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(memory.buffer as ArrayBuffer, address, length)
}
