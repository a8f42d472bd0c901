import { registerHooks } from 'node:module'

/**
 * Imports `*.wasm` files as compiled modules, like workerd. Usage: `node --import
 * ./cli/wasm-hook.ts`.
 */
registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.wasm')) return next(url, context)
    const source = `
      import { readFileSync } from 'node:fs'
      export default new WebAssembly.Module(readFileSync(new URL(${JSON.stringify(url)})))
    `
    return { format: 'module', source, shortCircuit: true }
  },
})
