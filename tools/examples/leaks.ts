import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Returns the files below a folder that contain a secret.
 * @throws Error if the folder has no files. Then the app was not built, and the check would find
 * nothing.
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
