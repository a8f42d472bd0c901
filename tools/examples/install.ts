import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BUILT, PACKAGES } from '../packages/packages.ts'
import { runProgram } from './run-program.ts'

const QUIET = ['--no-audit', '--no-fund', '--prefer-offline']

/** Packages that the examples depend on. */
const USED = ['signer', 'worker']

/**
 * Builds the packages in the folders where the examples' manifests expect them. npm installs the
 * files that it would pack, because the examples set `install-links`.
 * @param root repository folder, whose kernel is built
 */
export async function buildPackages(root: string): Promise<void> {
  for (const name of USED) await PACKAGES[name]?.build(root, join(root, BUILT, name))
}

/**
 * Installs the packages in the lock file.
 * @param flags flags for `npm ci`
 */
export const install = (folder: string, flags: readonly string[] = []): Promise<void> =>
  runProgram(['npm', 'ci', ...QUIET, ...flags], { cwd: folder })

export const uninstall = (folder: string): Promise<void> =>
  rm(join(folder, 'node_modules'), { recursive: true, force: true })
