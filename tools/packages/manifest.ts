import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { normalize, resolve } from 'node:path'
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

/** Replaces relative links of a page in `docs` with absolute links to the repository. */
export function absoluteLinks(markdown: string, homepage: string): string {
  const base = `${homepage.replace(/#.*$/, '')}/blob/main`
  return markdown.replace(
    /\]\((?![a-z]+:|#)([^)\s]+)\)/g,
    (_, link) => `](${base}/${normalize(`docs/${link}`)})`,
  )
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
