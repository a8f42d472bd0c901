import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { QUIET } from '../../cli/quiet.ts'

export const WRANGLER = resolve('node_modules', 'wrangler', 'bin', 'wrangler.js')
export const COMPATIBILITY_DATE = '2026-11-01'

/** A module of a bundled Worker, as miniflare takes it. */
export interface BundledModule {
  readonly type: 'ESModule' | 'CompiledWasm'
  readonly path: string
  readonly contents: Uint8Array<ArrayBuffer>
}

/**
 * Bundles a Worker as `wrangler deploy` does.
 * @param project folder in which the packages are installed
 * @param entry the Worker's source text
 * @returns the modules, of which the first is the entry
 */
export async function bundled(project: string, entry: string): Promise<BundledModule[]> {
  const folder = await mkdtemp(join(project, 'worker-'))
  const config = join(folder, 'wrangler.json')
  await writeFile(join(folder, 'entry.js'), entry)
  const settings = { name: 'app', main: 'entry.js', compatibility_date: COMPATIBILITY_DATE }
  await writeFile(config, JSON.stringify(settings))
  const output = join(folder, 'out')
  const args = [WRANGLER, 'deploy', '--dry-run', '--config', config, '--outdir', output]
  await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...QUIET } })
  const modules = (await readdir(output)).filter((name) => /\.(?:js|wasm)$/.test(name))
  const read = modules.map(async (name): Promise<BundledModule> => {
    const type = name.endsWith('.js') ? 'ESModule' : 'CompiledWasm'
    return { type, path: name, contents: Uint8Array.from(await readFile(join(output, name))) }
  })
  return (await Promise.all(read)).sort(
    (a, b) => Number(b.type === 'ESModule') - Number(a.type === 'ESModule'),
  )
}

/** Names of a bundle's WebAssembly files, without the digests in front. */
export const wasmOf = (modules: readonly BundledModule[]): readonly string[] =>
  modules
    .filter(({ type }) => type === 'CompiledWasm')
    .map(({ path }) => path.replace(/^[0-9a-f]{40}-/, ''))
    .sort()
