import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** Entry of an installed package. */
export interface Entry {
  /** Name by which a consumer imports the entry. */
  readonly specifier: string
  /** Names of the exported values, without `default`. */
  readonly values: readonly string[]
}

const readJson = async (...path: readonly string[]) => JSON.parse(await readFile(join(...path), 'utf8'))

/**
 * Lists the entries of an installed package, except patterns and the manifest.
 * @param project folder in which the package is installed
 * @param folder folder of the package below `packages`
 */
export async function entriesOf(project: string, folder: string): Promise<readonly Entry[]> {
  const { name } = await readJson(resolve('packages', folder), 'package.json')
  const installed = join(project, 'node_modules', name)
  const { exports } = await readJson(installed, 'package.json')
  const paths = Object.keys(exports).filter((path) => !/package\.json|\*/.test(path))
  const read = paths.map(async (path): Promise<Entry> => {
    const code = await readFile(join(installed, exports[path].default), 'utf8')
    const [, exported = ''] = /\bexport \{([^}]*)\};?\s*(?:\/\/.*)?\s*$/.exec(code) ?? []
    const values = exported.split(',').map((value) => value.trim().replace(/^.* as /, ''))
    return {
      specifier: path.replace('.', name),
      values: values.filter((value) => value !== '' && value !== 'default'),
    }
  })
  return Promise.all(read)
}
