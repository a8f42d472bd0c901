import { existsSync } from 'node:fs'
import { PACKAGE } from '../src/pages.ts'

/**
 * Prepares this process for imports of the engine. Call it before such an import, which must be
 * dynamic. In the repository, a hook compiles `*.wasm` files for Node. In the package, Node
 * resolves them to modules that compile themselves, and nothing is to be done.
 * @returns `false` if the repository's kernel is not built
 */
export async function prepareWebAssembly(): Promise<boolean> {
  if (PACKAGE) return true
  if (!existsSync(new URL('../src/engine/wasm/kernel.wasm', import.meta.url))) return false
  // A URL in place of a literal path: the package build must not include this file.
  await import(new URL('./wasm-hook.ts', import.meta.url).href)
  return true
}

/** Advice for a repository whose kernel is not built. */
export const UNBUILT = 'the kernel is not built: run npm run kernel, and ask again'
