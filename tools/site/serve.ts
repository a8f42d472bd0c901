import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

/** Media types for the site's files. */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.gif': 'image/gif',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.jpeg': 'image/jpeg',
  '.md': 'text/markdown',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.webp': 'image/webp',
  '.xml': 'application/xml',
}

/**
 * Returns the file that answers a path, chosen like a static file host does.
 * @param path URL path, below the site's start page
 */
export function fileOf(path: string): string {
  const name = normalize(decodeURIComponent(path))
  if (name.endsWith('/')) return `${name}index.html`
  return extname(name) in TYPES ? name : `${name}.html`
}

/** Server for a built site. */
export interface SiteServer {
  readonly port: number
  close(): Promise<void>
}

/**
 * Serves a folder on 127.0.0.1, with addresses without `.html` and the page `404.html`.
 * @param port 0 chooses a free port
 * @param base path to the site's start page
 */
export async function serveSite(folder: string, port: number, base = '/'): Promise<SiteServer> {
  const server: Server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    const file = fileOf(pathname.startsWith(base) ? `/${pathname.slice(base.length)}` : pathname)
    const bytes = await readFile(join(folder, file)).catch(() => undefined)
    const type = bytes ? TYPES[extname(file)] : 'text/html'
    const isText = /^text|json|xml/.test(type ?? '')
    response.writeHead(bytes ? 200 : 404, {
      'content-type': isText ? `${type};charset=utf-8` : (type ?? 'application/octet-stream'),
    })
    response.end(bytes ?? (await readFile(join(folder, '404.html')).catch(() => undefined)))
  })
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', resolve),
  )
  const address = server.address() as AddressInfo
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()).closeAllConnections())
  return { port: address.port, close }
}
