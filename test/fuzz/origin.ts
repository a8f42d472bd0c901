import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Case } from './cases.ts'

/** HTTP origin on loopback that serves the files of the running cases. */
export interface FuzzOrigin {
  readonly base: string
  /** Serves the files of a case as `/cN/…` and `/oN/…` until `forget` is called. */
  hold(files: Pick<Case, 'index' | 'source' | 'overlay'>): void
  forget(index: number): void
  close(): void
}

/**
 * Starts the origin.
 * @param fixed files that are always served, by the first segment of their path
 */
export async function startOrigin(fixed: Readonly<Record<string, Uint8Array>>): Promise<FuzzOrigin> {
  const held = new Map<string, Uint8Array>(Object.entries(fixed))
  const server = createServer(({ url = '' }, response) => {
    const name = /^\/([^/?]+)/.exec(url)?.[1] ?? ''
    const file = held.get(name)
    if (!file) return response.writeHead(404).end()
    // Half of the files are sent without a `Content-Length`.
    const announced = file.length % 2 === 0
    response.writeHead(200, { etag: '"a"', ...(announced && { 'content-length': file.length }) })
    const piece = 1 + ((file.length * 7919) % 5000)
    for (let at = 0; at < file.length; at += piece) response.write(file.subarray(at, at + piece))
    return response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    hold({ index, source, overlay }) {
      held.set(`c${index}`, source)
      if (overlay) held.set(`o${index}`, overlay)
    },
    forget(index) {
      held.delete(`c${index}`)
      held.delete(`o${index}`)
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
