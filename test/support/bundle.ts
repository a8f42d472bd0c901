import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { unstable_readConfig } from 'wrangler'
import { QUIET } from '../../tools/quiet.ts'

/** The Worker as wrangler bundles it. */
export interface Bundle {
  /** Where `index.js` lies, the modules that it imports, and a `wrangler.json` that serves them as they are. */
  readonly directory: string
  readonly compatibilityDate: string
  readonly compatibilityFlags: string[]
}

/** Bundles the Worker as `wrangler deploy` does, but for the kernel, which must be there. */
export async function makeBundle(): Promise<Bundle> {
  const directory = await mkdtemp(join(tmpdir(), 'signet-'))
  const { name, main, compatibility_date, compatibility_flags, r2_buckets, vars, minify } =
    unstable_readConfig({
      config: 'wrangler.toml',
    })
  const platform = { name, compatibility_date, compatibility_flags }
  const configPath = join(directory, 'wrangler.json')
  const write = (config: object) => writeFile(configPath, JSON.stringify({ ...platform, ...config }))

  await write({ main: resolve(main ?? ''), minify })
  const args = ['deploy', '--dry-run', '--config', configPath, '--outdir', directory]
  const env = { ...process.env, ...QUIET }
  await promisify(execFile)(process.execPath, ['node_modules/wrangler/bin/wrangler.js', ...args], { env })
  const rules = [{ type: 'CompiledWasm', globs: ['**/*.wasm'] }]
  await write({ main: 'index.js', no_bundle: true, rules, r2_buckets, vars })

  return {
    directory,
    compatibilityDate: compatibility_date ?? '',
    compatibilityFlags: compatibility_flags,
  }
}

export const removeBundle = ({ directory }: Bundle): Promise<void> => rm(directory, { recursive: true })
