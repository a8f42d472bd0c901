import { type Kernel, view } from '../wasm/kernel.ts'

/** Copies data to a block of the kernel's memory and returns its address. */
export function block(kernel: Kernel, data: Uint8Array | Uint16Array | Int16Array | Float32Array): number {
  const address = kernel.alloc(data.byteLength)
  view(kernel, address, data.byteLength).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  return address
}
