import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { DEVELOPMENT_ENTRY } from '../../../cli/start/start.ts'
import { buildPage } from '../../../playground/build.ts'
import type { Bundle } from './bundle.ts'

/** Files that replace import specifiers when users' Workers are bundled. */
type Alias = Readonly<Record<string, string>>

/**
 * Bundles another entry module in the same way as `bundle`, which bundles the deployed Worker.
 * `removeBundle` removes the result.
 */
async function bundleOf(
  entry: string,
  bundle: Bundle,
  alias: Alias = {},
  directory?: string,
): Promise<Bundle> {
  directory ??= await mkdtemp(join(tmpdir(), 'signet-bundle-'))
  await build({
    entryPoints: { index: entry },
    outdir: directory,
    alias,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    loader: { '.wasm': 'copy', '.html': 'text' },
    external: ['node:*', 'cloudflare:*'],
    logLevel: 'error',
  })
  return { ...bundle, directory }
}

/** Bundles the Worker that `npm start` serves. */
export async function makeDevelopmentBundle(bundle: Bundle): Promise<Bundle> {
  await buildPage(process.cwd())
  return bundleOf(DEVELOPMENT_ENTRY, bundle)
}

/** Bundles the Worker of `npm run deploy -- src/builds/heic.ts`. */
export const makeHeicBundle = (bundle: Bundle): Promise<Bundle> => bundleOf('src/builds/heic.ts', bundle)

/**
 * Bundles a Worker of a user.
 * @param source source text for its entry, which imports `signet`
 */
export async function makeEmbeddedBundle(source: string, bundle: Bundle): Promise<Bundle> {
  const directory = await mkdtemp(join(tmpdir(), 'signet-bundle-'))
  const entry = join(directory, 'entry.ts')
  await writeFile(entry, source)
  return bundleOf(entry, bundle, { signet: resolve('src/api/worker/index.ts') }, directory)
}
