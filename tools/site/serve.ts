import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

/** Media types of the files of the site. */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
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

/** Returns the files that may answer a path, as hosts of static files choose them. */
export function candidates(path: string): string[] {
  if (path.endsWith('/')) return [`${path}index.html`]
  return extname(path) in TYPES ? [path] : [`${path}.html`]
}

/** Server of a built site. */
export interface SiteServer {
  readonly port: number
  close(): Promise<void>
}

/**
 * Serves a folder on 127.0.0.1, with addresses without `.html` and the page `404.html`.
 * @param port 0 chooses a free port
 */
export async function serveSite(folder: string, port: number): Promise<SiteServer> {
  const server: Server = createServer(async ({ url = '/' }, response) => {
    const path = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname))
    for (const [status, file] of [...candidates(path).map((name) => [200, name] as const), [404, '404.html'] as const]) {
      const bytes = await readFile(join(folder, file)).catch(() => undefined)
      if (!bytes) continue
      const type = TYPES[extname(file)] ?? 'application/octet-stream'
      response.writeHead(status, { 'content-type': /^text|json|xml/.test(type) ? `${type};charset=utf-8` : type })
      response.end(bytes)
      return
    }
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()).closeAllConnections())
  return { port: address.port, close }
}
