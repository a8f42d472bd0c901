import { Failure } from '../../errors.ts'

/**
 * A `.wasm` file as it is imported: a compiled module in workerd. Where the runtime cannot import
 * WebAssembly, as in Node, a function that compiles the file on its first call.
 */
export type WasmSource = WebAssembly.Module | (() => WebAssembly.Module)

/**
 * Name for the error that a package loader throws if it cannot read its file. The message tells the
 * user what to change.
 */
export const UNREADABLE_WASM = 'UnreadableWasm'

function failureOf(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== UNREADABLE_WASM) return error
  const { message, cause } = error
  return new Failure('misconfigured', message, `${message} (${cause})`)
}

/**
 * Returns the compiled module from an imported `.wasm` file.
 * @throws Failure misconfigured: the file is missing or may not be read
 * @example new WebAssembly.Instance(moduleOf(wasm), imports)
 */
export function moduleOf(source: WasmSource): WebAssembly.Module {
  if (typeof source !== 'function') return source
  try {
    return source()
  } catch (error) {
    throw failureOf(error)
  }
}
