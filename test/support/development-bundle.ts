import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { buildPage } from '../../playground/build.ts'
import { DEVELOPMENT_ENTRY } from '../../tools/wrangler-dev.ts'
import type { Bundle } from './bundle.ts'

/** Bundles the Worker that `npm start` serves, like `bundle`, the deployed one. `removeBundle` removes it. */
export async function makeDevelopmentBundle(bundle: Bundle): Promise<Bundle> {
  const directory = await mkdtemp(join(tmpdir(), 'signet-development-'))
  await buildPage(process.cwd())
  await build({
    entryPoints: { index: DEVELOPMENT_ENTRY },
    outdir: directory,
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
