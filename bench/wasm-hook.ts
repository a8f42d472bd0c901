import { registerHooks } from 'node:module'

/**
 * Makes of an imported `*.wasm` what workerd makes of it: a compiled module. For `node --import ./bench/wasm-hook.ts`.
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
