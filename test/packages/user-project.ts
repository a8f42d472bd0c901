import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { TOOLS, toolFolder } from './tools.ts'

async function npm(cwd: string, ...args: readonly string[]): Promise<void> {
  await promisify(execFile)('npm', [...args, '--silent', '--no-audit', '--no-fund'], { cwd })
}

const text = (path: string) => readFile(path, 'utf8').catch(() => undefined)

/**
 * Installs the runtimes and checkers that the tests use, unless those of the lock file are there.
 */
export async function installTools(): Promise<void> {
  const lock = await text(join(TOOLS, 'package-lock.json'))
  const copy = join(TOOLS, 'node_modules', '.installed-lock.json')
  if (lock === (await text(copy))) return
  await npm(TOOLS, 'ci', '--prefer-offline', '--ignore-scripts')
  await writeFile(copy, lock ?? '')
}

/** Packages that a user's project has besides Signet. They are linked, which is fast. */
const linked = (): readonly (readonly [name: string, folder: string])[] => [
  ...['hono', 'itty-router'].map((name) => [name, toolFolder(name)] as const),
  ...['@cloudflare/workers-types', '@types/node', 'undici-types', 'wrangler'].map(
    (name) => [name, resolve('node_modules', name)] as const,
  ),
]

/** Creates a user's project that has all packages. */
export async function createProject(folder: string, tarballs: readonly string[]): Promise<void> {
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  await npm(folder, 'install', '--prefer-offline', ...tarballs)
  for (const [name, target] of linked()) {
    const link = join(folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(target, link)
  }
}
