import { registerHooks } from 'node:module'

const HEIC_DECODER = new URL('../src/engine/formats/heic/decoder.ts', import.meta.url).href

/**
 * Imports `*.wasm` files as compiled modules, like workerd, and resolves `#heic` to the HEIC
 * decoder. Usage: `node --import ./cli/wasm-hook.ts`.
 */
registerHooks({
  resolve(specifier, context, next) {
    return next(specifier === '#heic' ? HEIC_DECODER : specifier, context)
  },
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.wasm')) return next(url, context)
    const source = `
      import { readFileSync } from 'node:fs'
      export default new WebAssembly.Module(readFileSync(new URL(${JSON.stringify(url)})))
    `
    return { format: 'module', source, shortCircuit: true }
  },
})
