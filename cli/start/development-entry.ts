import { mkdir, stat, writeFile } from 'node:fs/promises'
import * as nodePath from 'node:path'
import { refuse } from '../command.ts'
import type { ProjectPlace } from '../project-place.ts'

type PlatformPath = typeof nodePath.posix

/** Folder for generated files. wrangler keeps its own there, and projects ignore it in git. */
const FOLDER = ['.wrangler', 'signet']

/** Name of the generated entry. */
const FILE = 'worker.js'

/**
 * Returns the specifier with which a module in one folder imports a file.
 * @param path the system's path functions. Tests pass those of Windows.
 * @example importSpecifier('C:\\app\\.wrangler', 'C:\\app\\src\\index.ts', win32) //
 *   '../src/index.ts'
 */
export function importSpecifier(folder: string, file: string, path: PlatformPath = nodePath): string {
  const way = path.relative(folder, file)
  const slashes = way.replaceAll(path.sep, '/')
  // On Windows, there is no relative path to a file on another drive.
  return path.isAbsolute(way) || slashes.startsWith('../') ? slashes : `./${slashes}`
}

/**
 * Returns the code of the entry for development. It exports all that the own entry exports, such as
 * `Render` and Durable Objects, and a default export with the playground.
 */
export function entryCode(packageName: string, own: string): string {
  const module = JSON.stringify(own)
  return [
    '// Written by `signet dev` at each start.',
    `import { withDevelopment } from ${JSON.stringify(`${packageName}/development`)}`,
    `import * as entry from ${module}`,
    `export * from ${module}`,
    'export default withDevelopment(entry.default)',
    '',
  ].join('\n')
}

const isFile = (path: string) =>
  stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  )

/**
 * Returns the path to the entry that `main` in the configuration names.
 * @throws Failure bad-parameter: there is no `main`, or no such file
 */
export async function ownEntry(
  { folder, shown }: ProjectPlace,
  tables: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { main } = tables
  if (typeof main !== 'string')
    return refuse(`${shown} has no main: set it to your entry, such as main = "src/index.ts"`)
  const entry = nodePath.resolve(folder, main)
  if (!(await isFile(entry))) refuse(`${shown}: main is ${main}, and there is no such file`)
  return entry
}

/**
 * Writes the entry for development.
 * @param own path to the project's entry
 * @returns the written file's path, relative to the project
 */
export async function writeDevelopmentEntry(cwd: string, own: string, packageName: string): Promise<string> {
  const folder = nodePath.join(cwd, ...FOLDER)
  await mkdir(folder, { recursive: true })
  await writeFile(nodePath.join(folder, FILE), entryCode(packageName, importSpecifier(folder, own)))
  return nodePath.join(...FOLDER, FILE)
}
