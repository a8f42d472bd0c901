/** Type for an imported `*.wasm` file: `WasmSource` in `module.ts`. */
declare module '*.wasm' {
  const source: WebAssembly.Module | (() => WebAssembly.Module)
  export default source
}
