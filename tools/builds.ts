import { spawnSync } from 'node:child_process'
import { globSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { script } from './script.ts'

const SPEC = {
  name: 'builds',
  does: 'Bundles the Workers of src/builds into dist, without deploying them.',
  flags: {},
} as const

/** Bundles each entry point of `src/builds` into a folder with its name. */
export const builds = script(SPEC, async (_, { cwd, err }) => {
  for (const entry of globSync('src/builds/*.ts', { cwd }).toSorted()) {
    const folder = join('dist', basename(entry, '.ts'))
    rmSync(join(cwd, folder), { recursive: true, force: true })
    const args = ['deploy', entry, '--dry-run', '--outdir', folder]
    const { status } = spawnSync('wrangler', args, { cwd, stdio: 'inherit' })
    if (status === 0) continue
    err(`wrangler ${args.join(' ')} failed`)
    return 1
  }
  return 0
})
