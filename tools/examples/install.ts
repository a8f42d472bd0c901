import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buildSigner as build } from '../packages/signer.ts'
import { runProgram } from './run-program.ts'

const QUIET = ['--no-audit', '--no-fund', '--prefer-offline']

/**
 * Builds the npm package in the folder where the manifests of the examples expect it.
 * @param root folder of the repository
 */
export const buildSigner = (root: string): Promise<void> =>
  build(root, join(root, 'dist', 'packages', 'signer'))

/**
 * Installs the packages of the lock file.
 * @param flags flags of `npm ci`
 */
export const install = (folder: string, flags: readonly string[] = []): Promise<void> =>
  runProgram(['npm', 'ci', ...QUIET, ...flags], { cwd: folder })

export const uninstall = (folder: string): Promise<void> =>
  rm(join(folder, 'node_modules'), { recursive: true, force: true })
