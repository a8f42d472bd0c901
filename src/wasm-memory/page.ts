/** Size in bytes of a page, the unit in which a WebAssembly memory grows. */
export const WASM_PAGE = 65_536

/**
 * Maximum size in bytes of a memory that all modules accept: 2 GiB. libaom, ThorVG and HarfBuzz
 * declare a maximum of 32,768 pages, and do not start in a memory with a larger one.
 */
export const MAX_MEMORY = 32_768 * WASM_PAGE

/** Returns `bytes`, rounded up to whole pages. */
export const inPages = (bytes: number): number => Math.ceil(bytes / WASM_PAGE) * WASM_PAGE

/** Grows a memory to at least `bytes`. A memory that is large enough does not change. */
export function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / WASM_PAGE)
  if (missing > 0) memory.grow(missing)
}
