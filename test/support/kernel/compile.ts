/**
 * Compiles a module synchronously. Node supports this, but the types of Workers have no such
 * constructor.
 */
export const Module = WebAssembly.Module as unknown as new (bytes: Uint8Array) => WebAssembly.Module
