import { createReadStream } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as nodePath from 'node:path'
import { refuse } from '../command.ts'

type PlatformPath = typeof nodePath.posix

const { join } = nodePath

/** A folder that is served on the loopback address. */
export interface FolderOrigin {
  /** The folder's URL: `http://127.0.0.1:PORT/`. */
  readonly url: string
  close(): void
}

/**
 * Returns a file's path below a folder as a URL has it: with slashes on every system.
 * @param path the system's path functions. Tests pass those of Windows.
 */
export function relativePath(directory: string, file: string, path: PlatformPath = nodePath): string {
  return path.relative(directory, file).replaceAll(path.sep, '/')
}

/**
 * Lists all files below a folder, without symbolic links, as sorted relative paths with slashes.
 */
export async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.map((file) => relativePath(directory, file)).sort()
}

function decodePath(target: string): string | undefined {
  try {
    const path = decodeURIComponent(target.replace(/\?.*$/s, ''))
    return /[\0\\]/.test(path) ? undefined : path
  } catch {
    return undefined
  }
}

/**
 * Returns `true` if a path is below a folder. Both are absolute, without symbolic links.
 * @param path the system's path functions. Tests pass those of Windows.
 */
export function isBelow(root: string, file: string, path: PlatformPath = nodePath): boolean {
  const way = path.relative(root, file)
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way)
}

/**
 * Finds the file that a request target names. Resolves dot segments and symbolic links first, and
 * returns `undefined` if the result is not a file below `root`.
 */
async function findFile(root: string, target: string): Promise<{ path: string; size: number } | undefined> {
  const decoded = decodePath(target)
  const path = decoded && (await realpath(join(root, decoded)).catch(() => undefined))
  if (!path || !isBelow(root, path)) return undefined
  const entry = await stat(path)
  return entry.isFile() ? { path, size: entry.size } : undefined
}

/**
 * Serves the files below a folder to this machine only. URL paths are file paths.
 * @param headers to add to each answer
 * @throws Failure bad-parameter: the path is not a directory. If it does not exist, the error of
 *   the file system is thrown.
 */
export async function serveFolder(
  directory: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<FolderOrigin> {
  const root = await realpath(directory)
  if (!(await stat(root)).isDirectory()) refuse(`${directory}: not a directory`)
  let host = ''
  const server = createServer(async ({ method = '', url = '', headers: sent }, response) => {
    // Protects against DNS rebinding: a web page whose host name resolves to this address must not
    // read the folder.
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
