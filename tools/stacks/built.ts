import { readFileSync } from 'node:fs'

/** Constructor for a WebAssembly module, which Node offers. The Workers types do not declare it. */
const Module = WebAssembly.Module as unknown as new (bytes: Uint8Array) => WebAssembly.Module
const BUILT = new URL('../../src/engine/wasm/built/', import.meta.url)
/**
 * Shared memory size in pages. It satisfies every module that imports its memory; the largest
 * module requires 263 pages.
 */
const MEMORY = { initial: 300, maximum: 32_768 }

/** Stack bounds: the stack starts at `base` and grows down to `limit`. */
export interface StackBounds {
  readonly base: number
  readonly limit: number
}

/**
 * Returns the stack bounds that a built module exports.
 * @throws Error if the module exports none
 */
export function boundsOf(name: string): StackBounds {
  const module = new Module(readFileSync(new URL(`${name}.wasm`, BUILT)))
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {}
  for (const { module: from, name: imported, kind } of WebAssembly.Module.imports(module)) {
    const value = kind === 'memory' ? new WebAssembly.Memory(MEMORY) : () => 0
    imports[from] = { ...imports[from], [imported]: value }
  }
  const { __stack_base: base, __stack_limit: limit } = new WebAssembly.Instance(module, imports).exports
  if (!(base instanceof WebAssembly.Global && limit instanceof WebAssembly.Global))
    throw new Error(`${name}.wasm has no bounds of its stack: npm run kernel`)
  return { base: Number(base.value), limit: Number(limit.value) }
}
