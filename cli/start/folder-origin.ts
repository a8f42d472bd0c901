import { createReadStream } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, relative, sep } from 'node:path'
import { refuse } from '../command.ts'

/** A folder that is served on the loopback address. */
export interface FolderOrigin {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string
  close(): void
}

/** Lists the files of a folder and of those in it, without symbolic links, relative and sorted. */
export async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.map((file) => relative(directory, file)).sort()
}

function decodePath(target: string): string | undefined {
  try {
    const path = decodeURIComponent(target.replace(/\?.*$/s, ''))
    return /[\0\\]/.test(path) ? undefined : path
  } catch {
    return undefined
  }
}

/** A file below `root`, wherever dot segments and symbolic links of `target` lead; `undefined` outside of it. */
async function findFile(root: string, target: string): Promise<{ path: string; size: number } | undefined> {
  const decoded = decodePath(target)
  const path = decoded && (await realpath(join(root, decoded)).catch(() => undefined))
  if (!path?.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined
  const entry = await stat(path)
  return entry.isFile() ? { path, size: entry.size } : undefined
}

/**
 * Serves the files below a folder to this machine alone, under the paths that they have there.
 * @param headers of each answer
 * @throws Failure bad-parameter: it is no directory; the error of the file system where there is none
 */
export async function serveFolder(
  directory: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<FolderOrigin> {
  const root = await realpath(directory)
  if (!(await stat(root)).isDirectory()) refuse(`${directory}: not a directory`)
  let host = ''
  const server = createServer(async ({ method = '', url = '', headers: sent }, response) => {
    // A page of another name that resolves to this address must not read the folder.
    const allowed = sent.host === host && (method === 'GET' || method === 'HEAD')
    const file = allowed ? await findFile(root, url).catch(() => undefined) : undefined
    if (!file) return response.writeHead(404).end()
    response.writeHead(200, { ...headers, 'content-length': file.size })
    if (method === 'HEAD') return response.end()
    const stream = createReadStream(file.path)
    response.once('close', () => stream.destroy())
    return stream.once('error', () => response.destroy()).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}/`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
