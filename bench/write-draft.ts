import { rename } from 'node:fs/promises'

/**
 * Writes a file under another name and renames it at the end, so that an interrupted run leaves no
 * incomplete file.
 * @param write writes the file to the given path
 */
export async function writeDraft(path: string, write: (draft: string) => Promise<unknown>): Promise<void> {
  const draft = `${path}.draft`
  await write(draft)
  await rename(draft, path)
}
