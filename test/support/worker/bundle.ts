import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { unstable_readConfig } from 'wrangler'
import { QUIET } from '../../../cli/quiet.ts'

/** The Worker as wrangler bundles it. */
export interface Bundle {
  /** Folder of `index.js` and the modules that it imports. */
  readonly directory: string
  readonly compatibilityDate: string
  readonly compatibilityFlags: string[]
  /** `vars` of `wrangler.toml`. */
  readonly variables: ReturnType<typeof unstable_readConfig>['vars']
}

/**
 * Bundles the Worker as `wrangler deploy` does. The kernel must have been built.
 * @param entry module to bundle instead of the Worker's own entry
 * @param checkout folder of `wrangler.toml` and `node_modules`
 */
export async function makeBundle(entry?: string, checkout = '.'): Promise<Bundle> {
  const directory = await mkdtemp(join(tmpdir(), 'signet-'))
  const { name, main, compatibility_date, compatibility_flags, vars, minify } = unstable_readConfig({
    config: join(checkout, 'wrangler.toml'),
  })
  const config = join(directory, 'wrangler.json')
  await writeFile(
    config,
    JSON.stringify({
      name,
      main: resolve(entry ?? main ?? ''),
      compatibility_date,
      compatibility_flags,
      minify,
    }),
  )
  const args = ['deploy', '--dry-run', '--config', config, '--outdir', directory]
  const env = { ...process.env, ...QUIET }
  await promisify(execFile)(process.execPath, ['node_modules/wrangler/bin/wrangler.js', ...args], {
    env,
    cwd: checkout,
  })
  return {
    directory,
    compatibilityDate: compatibility_date ?? '',
    compatibilityFlags: compatibility_flags,
    variables: vars,
  }
}

export const removeBundle = ({ directory }: Bundle): Promise<void> => rm(directory, { recursive: true })
