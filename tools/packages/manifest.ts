import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join, normalize, resolve } from 'node:path'
import { promisify } from 'node:util'

/** Scope of the package names until the packages have an owner. npm has no scope of this name. */
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
 * Joins the manifest of a package with the fields that it shares with the manifest of the
 * repository. A package with the placeholder scope cannot be published.
 */
export function joinManifests(
  own: Manifest,
  { version, license, homepage, repository, bugs }: Manifest,
): Manifest {
  const guard = own.name.startsWith(PLACEHOLDER) ? { private: true } : {}
  return { ...own, version, license, homepage, repository, bugs, ...guard } as Manifest
}

/** Returns the address of the repository, such as `https://github.com/acme/signet`. */
export const repositoryOf = ({ homepage }: Manifest): string => String(homepage).replace(/#.*$/, '')

/**
 * Replaces relative links of a page with absolute links to the repository.
 * @param root manifest of the repository
 * @param folder folder of the page in the repository; its links are relative to it
 */
export function absoluteLinks(markdown: string, root: Manifest, folder: string): string {
  const base = `${repositoryOf(root)}/blob/main`
  return markdown.replace(
    /\]\((?![a-z]+:|#)([^)\s]+)\)/g,
    (_, link) => `](${base}/${normalize(`${folder}/${link}`)})`,
  )
}

/**
 * Writes the changelog of the repository into a package.
 * @param cwd root of the repository
 * @param root manifest of the repository
 * @param folder folder of the package
 */
export async function writeChangelog(cwd: string, root: Manifest, folder: string): Promise<void> {
  const changelog = await readFile(join(cwd, 'CHANGELOG.md'), 'utf8')
  await writeFile(join(folder, 'CHANGELOG.md'), absoluteLinks(changelog, root, '.'))
}

/**
 * Packs the folder of a package.
 * @param destination folder for the tarball
 * @returns path of the tarball
 */
export async function pack(folder: string, destination: string): Promise<string> {
  const args = ['pack', resolve(folder), '--silent', '--pack-destination', resolve(destination)]
  const { stdout } = await promisify(execFile)('npm', args)
  return resolve(destination, stdout.trim())
}
