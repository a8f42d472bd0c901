/** What every module that wasm-bindgen has made exports. */
export interface BindgenExports {
  readonly memory: WebAssembly.Memory
  __wbindgen_malloc(length: number, align: number): number
  __wbindgen_free(address: number, length: number, align: number): void
}

type Import = (...args: number[]) => unknown

/**
 * Starts a wasm-bindgen module in an instance of its own. The glue that comes with the module keeps one for ever.
 * @param hooks what the module may call, by the beginning of the import's name, whose end is a hash
 */
export function instantiate<Exports extends BindgenExports>(
  wasm: WebAssembly.Module,
  hooks: Readonly<Record<string, Import>> = {},
): Exports {
  const imports: Record<string, Record<string, Import>> = {}
  for (const { module, name } of WebAssembly.Module.imports(wasm)) {
    const hook = Object.keys(hooks).find((start) => name.startsWith(start))
    imports[module] = { ...imports[module], [name]: (hook && hooks[hook]) || unexpected(name) }
  }
  return new WebAssembly.Instance(wasm, imports).exports as unknown as Exports
}

function unexpected(name: string): Import {
  return () => {
    throw new Error(`there is no ${name}`)
  }
}

/** Copies bytes into an instance. @returns their address, which the function that is called with it takes over */
export function copyIn(
  { memory, __wbindgen_malloc }: BindgenExports,
  bytes: Uint8Array,
  align: number,
): number {
  const at = __wbindgen_malloc(bytes.length, align)
  new Uint8Array(memory.buffer, at, bytes.length).set(bytes)
  return at
}

/** Takes bytes that a function has returned out of an instance. */
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
