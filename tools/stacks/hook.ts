import { registerHooks } from 'node:module'
import { paintInstances } from './paint.ts'

const PAINTED = new URL('wipe.ts', import.meta.url).href

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    const isReplaced = found.url.endsWith('/src/wasm-memory/wipe.ts') && context.parentURL !== PAINTED
    return isReplaced ? { ...found, url: PAINTED } : found
  },
})
paintInstances()
