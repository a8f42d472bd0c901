/** What every module made by wasm-bindgen exports. */
export interface BindgenExports {
  readonly memory: WebAssembly.Memory
  __wbindgen_malloc(length: number, align: number): number
  __wbindgen_add_to_stack_pointer(delta: number): number
}

type Import = (...args: number[]) => unknown

/** Stack that a function needs to return a pointer and a length. */
const RETURN_AREA = 16

/**
 * Starts a wasm-bindgen module in an instance that serves one image and is dropped. The glue that comes with the
 * module keeps one instance for ever.
 * @param hooks what the module may call, by the beginning of the import's name, whose end is a hash
 */
export function instantiate<Exports extends BindgenExports>(
  wasm: WebAssembly.Module,
  hooks: Readonly<Record<string, Import>> = {},
): Exports {
  function imported(name: string): Import {
    const prefix = Object.keys(hooks).find((start) => name.startsWith(start))
    return (prefix === undefined ? undefined : hooks[prefix]) ?? unexpected(name)
  }
  const imports: Record<string, Record<string, Import>> = {}
  for (const { module, name } of WebAssembly.Module.imports(wasm)) {
    const members = imports[module] ?? {}
    members[name] = name === '__wbindgen_throw' ? rethrow : imported(name)
    imports[module] = members
  }
  const exports = new WebAssembly.Instance(wasm, imports).exports as unknown as Exports

  function rethrow(at = 0, length = 0): never {
    throw new Error(new TextDecoder().decode(new Uint8Array(exports.memory.buffer, at, length)))
  }
  return exports
}

function unexpected(name: string): Import {
  return () => {
    throw new Error(`there is no ${name}`)
  }
}

/** Copies bytes into an instance. @returns their address, which the function that is called with it takes over */
export function copyIn({ memory, __wbindgen_malloc }: BindgenExports, bytes: Uint8Array): number {
  const at = __wbindgen_malloc(bytes.length, 1)
  new Uint8Array(memory.buffer, at, bytes.length).set(bytes)
  return at
}

/** Calls a function that returns bytes. @returns a view of them in the instance's memory */
export function callForBytes(exports: BindgenExports, call: (result: number) => void): Uint8Array<ArrayBuffer> {
  const area = exports.__wbindgen_add_to_stack_pointer(-RETURN_AREA)
  call(area)
  const returned = new DataView(exports.memory.buffer, area)
  return new Uint8Array(exports.memory.buffer, returned.getUint32(0, true), returned.getUint32(4, true))
}
