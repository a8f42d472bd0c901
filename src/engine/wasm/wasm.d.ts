/**
 * Type of an imported `*.wasm` file: a compiled module. workerd compiles it when the Worker starts.
 */
declare module '*.wasm' {
  const module: WebAssembly.Module
  export default module
}
