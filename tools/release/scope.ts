import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { refuse } from '../../cli/command.ts'
import { readManifest, repositoryOf } from '../packages/manifest.ts'
import { script } from '../script.ts'

const SPEC = {
  name: 'scope',
  does: 'Renames the packages to a scope of yours, in manifests, documents, examples and tests.',
  argument: { name: '@SCOPE', about: 'your scope on npm, such as @acme' },
  flags: {
    repository: { value: 'ACCOUNT/NAME', about: 'repository at GitHub that publishes the packages' },
  },
  examples: ['@acme --repository acme/signet'],
} as const

/** Folders that are built, installed or not part of the project. */
const SKIPPED: readonly string[] = ['.git', '.wrangler', '.vitest', 'dist', 'node_modules']

const TEXTS = /\.(?:json|md|tsx?|js|astro|toml|yml|sh)$/

/** Account in the repository's address until the project has an owner. */
const OWNER = 'OWNER'

const SCOPE = /^@[a-z0-9][a-z0-9-]*$/

const REPOSITORY = /^[\w-]+\/[\w.-]+$/

/** Paragraphs that only hold for the placeholder scope. */
const PLACEHOLDER_NOTES = /<!-- placeholder -->\n[\s\S]*?<!-- \/placeholder -->\n+/g

async function* textFiles(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (SKIPPED.includes(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* textFiles(path)
    else if (entry.isFile() && TEXTS.test(entry.name)) yield path
  }
}

/**
 * Replaces the scope in package and tarball names. Removes the notes about the placeholder scope.
 * @example renamed('@acme/signet', '@acme', '@other') // '@other/signet'
 */
export function renamed(text: string, from: string, to: string): string {
  const tarball = new RegExp(`(?<![\\w@-])${from.slice(1)}-signet(?=-)`, 'g')
  return text
    .replaceAll(`${from}/signet`, `${to}/signet`)
    .replaceAll(tarball, `${to.slice(1)}-signet`)
    .replaceAll(PLACEHOLDER_NOTES, '')
}

/** Returns the current scope, such as `@acme`. */
async function currentScope(cwd: string): Promise<string> {
  const { name } = await readManifest(join(cwd, 'packages', 'worker', 'package.json'))
  return name.slice(0, name.indexOf('/'))
}

/** Returns the repository's address, such as `https://github.com/acme/signet`. */
async function currentAddress(cwd: string): Promise<string> {
  return repositoryOf(await readManifest(join(cwd, 'package.json')))
}

/** Renames the packages, and the repository's address, in all project files. */
export const scope = script(SPEC, async ({ argument, flags: { repository } }, io) => {
  if (!SCOPE.test(argument)) refuse(`${argument} is no scope of npm; write @ and your name, such as @acme`)
  if (repository !== undefined && !REPOSITORY.test(repository))
    refuse(`--repository must be ACCOUNT/NAME, got ${repository}`)
  const before = await currentScope(io.cwd)
  const address = await currentAddress(io.cwd)
  const next = repository === undefined ? address : `https://github.com/${repository}`
  let changed = 0
  for await (const path of textFiles(io.cwd)) {
    const text = await readFile(path, 'utf8')
    const replaced = renamed(text, before, argument).replaceAll(address, next)
    if (replaced === text) continue
    await writeFile(path, replaced)
    changed++
  }
  const changes = [
    [before, argument],
    [address, next],
  ].flatMap(([from, to]) => (from === to ? [] : [`${from} is now ${to}`]))
  io.out(changes.length === 0 ? 'nothing has changed' : `${changes.join(', and ')}, in ${changed} files`)
  if (next.includes(`/${OWNER}/`))
    io.err(`the repository is still ${next}: run it again with --repository ACCOUNT/NAME`)
  return 0
})
