import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { CONSTANTS, type KernelModule, MODULES } from './modules.ts'

/** File with the last build's digest. It is copied with the modules, and git ignores it. */
const DIGEST = 'src/engine/wasm/built/kernel.sha256'

const SOURCES = ['kernel/**/*.ts', 'tools/kernel/*.ts']

/** Packages whose versions change the modules. */
const COMPILERS = ['assemblyscript', 'binaryen']

const { resolve } = createRequire(import.meta.url)

/** Lists the files that a build reads, and the files that it writes. */
function listFiles(root: string): string[] {
  const modules: readonly KernelModule[] = [...Object.values(MODULES), CONSTANTS]
  const written = modules.flatMap(({ output, declared }) => [output, ...(declared ? [declared] : [])])
  const manifests = COMPILERS.map((name) => resolve(`${name}/package.json`))
  const files = [...globSync(SOURCES, { cwd: root }).toSorted(), ...written]
  return [...manifests, ...files.map((file) => join(root, file))]
}

/** Returns a digest over the contents of a build's files, or `undefined` if one is missing. */
async function digestOfFiles(root: string): Promise<string | undefined> {
  const hash = createHash('sha256')
  for (const file of listFiles(root)) {
    const bytes = await readFile(file).catch(() => undefined)
    if (!bytes) return undefined
    hash.update(`${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}

/**
 * Returns `true` if neither the modules nor their sources have changed since a build.
 * @param root project folder
 */
export async function isBuilt(root = '.'): Promise<boolean> {
  const digest = await readFile(join(root, DIGEST), 'utf8').catch(() => undefined)
  return digest !== undefined && digest === (await digestOfFiles(root))
}

/** Records that the modules are built from the sources. */
export async function recordBuild(root = '.'): Promise<void> {
  const digest = await digestOfFiles(root)
  if (digest !== undefined) await writeFile(join(root, DIGEST), digest)
}
