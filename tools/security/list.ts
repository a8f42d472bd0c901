import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LIBRARIES, type Library, type LibraryName, MODULES, type PackagedModule } from './libraries.ts'

/**
 * Compares the module list with the packages' `.wasm` files.
 * @param folder path to `node_modules`
 * @returns a sentence for each difference
 */
export async function checkList(
  folder: string,
  modules: readonly PackagedModule[] = MODULES,
  libraries: Readonly<Record<string, Library>> = LIBRARIES,
): Promise<string[]> {
  const problems = await Promise.all(
    modules.map(async ({ file, sha256, libraries: parts }) => {
      const bytes = await readFile(join(folder, file))
      const digest = createHash('sha256').update(bytes).digest('hex')
      if (digest !== sha256)
        return [`${file} is another one (${digest}): look up the versions of its libraries, then list it`]
      return (Object.entries(parts) as [LibraryName, string | undefined][]).flatMap(([name, mark]) => {
        const version = libraries[name]?.version
        if (version === undefined) return [`${file}: the list has no version of ${name}`]
        const text = mark?.replace('{version}', version)
        if (text === undefined || bytes.includes(text, 0, 'latin1')) return []
        return [`${file} has no ${name} ${version}, as the list says`]
      })
    }),
  )
  return problems.flat()
}
