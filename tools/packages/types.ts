import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { promisify } from 'node:util'

const compiler = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin',
  'tsc',
)

/** Matches the specifier in each relative import in a declaration. */
const IMPORT = /((?:from|import)\s*\(?\s*)(['"])(\.[^'"]+?)\.ts\2/g

/** Runs the TypeScript compiler. @throws Error with its findings */
export async function compile(cwd: string, ...args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [compiler, ...args], { cwd, maxBuffer: 1 << 26 })
  } catch (error) {
    throw new Error(`tsc ${args.join(' ')}:\n${Object(error).stdout}`)
  }
}

/** Replaces `.ts` in a declaration's relative imports with `.js`, for all module resolutions. */
export const withJsImports = (text: string): string => text.replace(IMPORT, '$1$2$3.js$2')

const declarationOf = (source: string) => source.replace(/\.ts$/, '.d.ts')

/**
 * Writes the entries' declarations, and the declarations of all types that they name.
 * @param entries source files, relative to the repository root
 */
export async function writeTypes(cwd: string, entries: readonly string[], folder: string): Promise<void> {
  const all = await mkdtemp(join(cwd, 'node_modules', '.types-'))
  try {
    await compile(cwd, '-p', 'tsconfig.package.json', '--outDir', all)
    const waiting = entries.map(declarationOf)
    const seen = new Set(waiting)
    for (const file of waiting) {
      const text = await readFile(join(all, file), 'utf8')
      for (const [, , , target = ''] of text.matchAll(IMPORT)) {
        const next = declarationOf(normalize(join(dirname(file), `${target}.ts`)))
        if (!seen.has(next)) waiting.push(next)
        seen.add(next)
      }
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), withJsImports(text))
    }
  } finally {
    await rm(all, { recursive: true })
  }
}
