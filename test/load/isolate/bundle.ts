import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Bundle, makeBundle } from '../../support/worker/bundle.ts'
import { ACCOUNTING } from './count-path.ts'

/** Returns the wrapper's source text, as one module that imports `./index.js`. */
export async function wrapperSource(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('wrapper.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

/** Returns the source text for an entry that exports the Worker and shows its accounting. */
function entrySource(checkout: string): string {
  const [worker, memory] = [join(checkout, 'src/index.ts'), join(checkout, 'src/isolate/isolate.ts')]
  const exported = `export * from ${JSON.stringify(worker)}\nexport { default } from ${JSON.stringify(worker)}\n`
  if (!existsSync(memory)) return exported
  return `import { memory } from ${JSON.stringify(memory)}\nReflect.set(globalThis, '${ACCOUNTING}', memory)\n${exported}`
}

/**
 * Bundles the Worker of a checkout for the wrapper. The checkout must have a built kernel.
 * @param checkout folder with a checkout of this repository
 */
export async function makeCountedBundle(checkout: string): Promise<Bundle> {
  const folder = resolve(checkout)
  const temporary = await mkdtemp(join(tmpdir(), 'signet-entry-'))
  const entry = join(temporary, 'index.ts')
  try {
    await writeFile(entry, entrySource(folder))
    return await makeBundle(entry, folder)
  } finally {
    await rm(temporary, { recursive: true })
  }
}
