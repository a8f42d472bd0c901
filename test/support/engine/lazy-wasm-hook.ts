import { registerHooks } from 'node:module'

/**
 * Imports `*.wasm` files as functions that compile them on their first call, like the package in
 * Node. Prints each compiled file's name.
 */
registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.wasm')) return next(url, context)
    const source = `
      import { readFileSync } from 'node:fs'
      const file = new URL(${JSON.stringify(url)})
      let compiled
      export default function compile() {
        if (!compiled) console.log(file.pathname.split('/').at(-1))
        return (compiled ??= new WebAssembly.Module(readFileSync(file)))
      }
    `
    return { format: 'module', source, shortCircuit: true }
  },
})
