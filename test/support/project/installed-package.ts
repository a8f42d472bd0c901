import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { buildSigner } from '../../../tools/packages/signer.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /**
     * Folder of an empty project in which the packed signer and its optional peer dependencies are
     * installed.
     */
    installed: string
  }
}

/** An empty project in which the signer is installed. */
export interface Installed {
  readonly folder: string
  remove(): Promise<void>
}

/**
 * Packs the signer and installs the tarball without a network into an empty project.
 * @param others packages of the repository to install as well
 */
export async function installSigner(others: readonly string[]): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'signet-installed-'))
  const npm = (...args: string[]) =>
    promisify(execFile)('npm', [...args, '--silent', '--offline', '--no-audit', '--no-fund'], { cwd: folder })
  const built = join(folder, 'built')
  await mkdir(built)
  await buildSigner(process.cwd(), built)
  const tarball = (await npm('pack', built)).stdout.trim()
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const paths = others.map((name) => resolve('node_modules', name))
  await npm('install', `./${tarball}`, ...paths)
  await rm(built, { recursive: true })
  return { folder, remove: () => rm(folder, { recursive: true }) }
}

/** Optional peer dependencies of the signer. */
export const PEERS: readonly string[] = ['@noble/hashes', 'thumbhash']

/** Installs the signer with its optional peer dependencies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { folder, remove } = await installSigner(PEERS)
  project.provide('installed', folder)
  return remove
}
