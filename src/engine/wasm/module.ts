/**
 * A `.wasm` file as it is imported: a compiled module in workerd. Where the runtime cannot import
 * WebAssembly, as in Node, a function that compiles the file on its first call.
 */
export type WasmSource = WebAssembly.Module | (() => WebAssembly.Module)

/**
 * Returns the compiled module of an imported `.wasm` file.
 * @example new WebAssembly.Instance(moduleOf(wasm), imports)
 */
export const moduleOf = (source: WasmSource): WebAssembly.Module =>
  typeof source === 'function' ? source() : source
