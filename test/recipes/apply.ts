import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Recipe } from './recipe.ts'

/** Copies the files that a recipe adds into a copy of the project. */
export async function addFiles({ folder, added }: Recipe, directory: string): Promise<void> {
  for (const { file } of added) {
    const to = join(directory, file)
    await mkdir(dirname(to), { recursive: true })
    await cp(join('test/recipes', folder, file), to, { errorOnExist: true, force: false })
  }
}

/**
 * Makes a recipe's changes to project files, in a copy of the project.
 * @throws Error a text to replace does not occur exactly once in its file
 */
export async function changeFiles({ changed, tables = [] }: Recipe, directory: string): Promise<void> {
  for (const { file, edits } of [...changed, ...tables]) {
    const path = join(directory, file)
    let text = await readFile(path, 'utf8')
    for (const [from, to] of edits) {
      const parts = text.split(from)
      if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`)
      text = parts.join(to)
    }
    await writeFile(path, text)
  }
}
