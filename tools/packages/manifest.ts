import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join, normalize, resolve } from 'node:path'
import { promisify } from 'node:util'

/** Scope in the package names until the packages have an owner. npm has no scope with this name. */
export const PLACEHOLDER = '@owner/'

export interface Manifest {
  readonly name: string
  readonly version?: string
  readonly homepage?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

export const readManifest = async (path: string): Promise<Manifest> =>
  JSON.parse(await readFile(path, 'utf8'))

/**
 * Joins a package's manifest with the fields that it shares with the repository's manifest. A
 * package with the placeholder scope cannot be published.
 */
export function joinManifests(
  own: Manifest,
  { version, license, homepage, repository, bugs }: Manifest,
): Manifest {
  const guard = own.name.startsWith(PLACEHOLDER) ? { private: true } : {}
  return { ...own, version, license, homepage, repository, bugs, ...guard } as Manifest
}

/** Returns the repository's address, such as `https://github.com/acme/signet`. */
export const repositoryOf = ({ homepage }: Manifest): string => String(homepage).replace(/#.*$/, '')

/**
 * Replaces a page's relative links with absolute links to the repository.
 * @param root the repository's manifest
 * @param folder the page's folder in the repository; its links are relative to it
 */
export function absoluteLinks(markdown: string, root: Manifest, folder: string): string {
  const base = `${repositoryOf(root)}/blob/main`
  return markdown.replace(
    /\]\((?![a-z]+:|#)([^)\s]+)\)/g,
    (_, link) => `](${base}/${normalize(`${folder}/${link}`)})`,
  )
}

/**
 * Writes the repository's changelog into a package.
 * @param cwd repository root
 * @param root the repository's manifest
 * @param folder the package's folder
 */
export async function writeChangelog(cwd: string, root: Manifest, folder: string): Promise<void> {
  const changelog = await readFile(join(cwd, 'CHANGELOG.md'), 'utf8')
  await writeFile(join(folder, 'CHANGELOG.md'), absoluteLinks(changelog, root, '.'))
}

/**
 * Packs a package's folder.
 * @param destination folder for the tarball
 * @returns path to the tarball
 */
export async function pack(folder: string, destination: string): Promise<string> {
  const args = ['pack', resolve(folder), '--silent', '--pack-destination', resolve(destination)]
  const { stdout } = await promisify(execFile)('npm', args)
  return resolve(destination, stdout.trim())
}
