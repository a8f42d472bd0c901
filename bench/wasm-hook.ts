import { registerHooks } from 'node:module'

/** Imports `*.wasm` as a compiled module, like workerd: `node --import ./bench/wasm-hook.ts`. */
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
