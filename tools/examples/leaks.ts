import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The files below a folder that contain a secret.
 * @throws Error the folder has no files: nothing was built, so nothing was checked
 */
export async function findLeaks(folder: string, secret: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  if (files.length === 0) throw new Error(`${folder} has no files`)
  const leaks: string[] = []
  for (const file of files) if ((await readFile(file)).includes(secret)) leaks.push(file)
  return leaks
}
