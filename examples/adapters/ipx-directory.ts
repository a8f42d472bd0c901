import { openAsBlob } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import type { LocalSource } from './ipx-sources'

/**
 * Reads originals from a folder, in Node. Links may not lead out of the folder.
 * @param folder for example `./public`
 */
export function fromDirectory(folder: string): LocalSource {
  const root = realpath(folder)
  return async (path) => {
    try {
      const file = await realpath(resolve(await root, `.${path}`))
      if (!file.startsWith((await root) + sep)) return undefined
      const facts = await stat(file)
      if (!facts.isFile()) return undefined
      return { data: await openAsBlob(file), version: `${facts.mtimeMs}-${facts.size}` }
    } catch {
      return undefined
    }
  }
}
