import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'

/** One import statement. */
export interface Import {
  /** Path of the importing file, relative to the repository's root: `src/signing/url/wire.ts`. */
  readonly file: string
  /** Path of the imported file, relative to the repository's root, or a package name. */
  readonly target: string
  /** `true` if the import is erased at run time. */
  readonly typeOnly: boolean
}

const ROOT = normalize(join(import.meta.dirname, '..', '..', '..'))

const IMPORT =
  /^(?:import|export)\s+(?<type>type\s)?[^'";]*?from\s+'(?<from>[^']+)'|^import\s+'(?<bare>[^']+)'|\bimport\('(?<dynamic>[^']+)'\)/gm

/** Lists the TypeScript files of a folder, relative to the repository's root. */
export function listSources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name).replaceAll(sep, '/'))
}

export function readSource(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

/** Reads the imports of a file, including dynamic ones. */
export function importsOf(file: string): Import[] {
  return [...readSource(file).matchAll(IMPORT)].map(({ groups = {} }) => {
    const specifier = groups['from'] ?? groups['bare'] ?? groups['dynamic'] ?? ''
    const target = specifier.startsWith('.')
      ? normalize(join(dirname(file), specifier)).replaceAll(sep, '/')
      : specifier
    return { file, target, typeOnly: groups['type'] !== undefined }
  })
}

/**
 * Returns the paths of all files that a file imports directly or indirectly, including its own
 * path. Packages are listed by name.
 */
export function reachableFrom(entry: string): Set<string> {
  const reached = new Set([entry])
  for (const file of reached) {
    if (!/\.tsx?$/.test(file)) continue
    for (const { target, typeOnly } of importsOf(file)) if (!typeOnly) reached.add(target)
  }
  return reached
}

/** Comments and strings, in which any word is allowed. */
export const PROSE = /\/\*.*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/gs

/** Returns a file without its comments and with empty strings. */
export const codeOf = (file: string): string => readSource(file).replace(PROSE, "''")
