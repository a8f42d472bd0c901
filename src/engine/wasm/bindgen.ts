import { moduleOf, type WasmSource } from './module.ts'

/** Exports that every wasm-bindgen module has. */
export interface BindgenExports {
  readonly memory: WebAssembly.Memory
  __wbindgen_malloc(length: number, align: number): number
  __wbindgen_free(address: number, length: number, align: number): void
}

type Import = (...args: number[]) => unknown

/**
 * Starts a wasm-bindgen module in a new instance. The module's own glue would keep one instance for
 * ever.
 * @param memory memory that the module imports
 * @param hooks functions that the module may call, by their names without the hash at the end
 */
export function instantiate<Exports extends BindgenExports>(
  wasm: WasmSource,
  memory: WebAssembly.Memory,
  hooks: Readonly<Record<string, Import>> = {},
): Exports {
  const imports: Record<string, Record<string, Import | WebAssembly.Memory>> = {}
  const compiled = moduleOf(wasm)
  for (const { module, name, kind } of WebAssembly.Module.imports(compiled)) {
    const hook = Object.keys(hooks).find((start) => name.startsWith(start))
    const value = kind === 'memory' ? memory : (hook && hooks[hook]) || unexpected(name)
    imports[module] = { ...imports[module], [name]: value }
  }
  return new WebAssembly.Instance(compiled, imports).exports as unknown as Exports
}

function unexpected(name: string): Import {
  return () => {
    throw new Error(`there is no ${name}`)
  }
}

/**
 * Copies bytes into an instance.
 * @returns the copy's address; the function that receives it frees it
 */
export function copyIn(
  { memory, __wbindgen_malloc }: BindgenExports,
  bytes: Uint8Array,
  align: number,
): number {
  const at = __wbindgen_malloc(bytes.length, align)
  new Uint8Array(memory.buffer, at, bytes.length).set(bytes)
  return at
}

/** Copies bytes that a function has returned out of the instance, and frees them there. */
export function takeOut(
  { memory, __wbindgen_free }: BindgenExports,
  at: number,
  length: number,
  align: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(memory.buffer, at, length).slice() as Uint8Array<ArrayBuffer>
  __wbindgen_free(at, length, align)
  return bytes
}
