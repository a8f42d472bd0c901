import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from '@20minutes/s3rver'

/**
 * An S3 store on the loopback address that contains no code of Cloudflare: s3rver, which checks
 * signatures.
 */
export interface ForeignStore {
  /** Address of the store's bucket, in path style. */
  readonly url: string
  /** Credentials in the form `ACCESS_KEY_ID:SECRET_ACCESS_KEY`. */
  readonly credentials: string
  /** Headers of the signed requests, in order. */
  readonly requests: readonly IncomingHttpHeaders[]
  put(key: string, body: string, headers?: Record<string, string>): Promise<void>
  delete(key: string): Promise<void>
  close(): Promise<void>
}

/** The only account that the store knows. */
const CREDENTIALS = 'S3RVER:S3RVER'

export async function startForeignStore(): Promise<ForeignStore> {
  const directory = await mkdtemp(join(tmpdir(), 'signet-s3rver-'))
  const store = new S3rver({ silent: true, directory, configureBuckets: [{ name: 'photos' }] })
  await store.configureBuckets()
  const serve = store.callback()
  const requests: IncomingHttpHeaders[] = []
  const server = createServer((request, response) => {
    // s3rver treats an unsigned request as a request of the owner. Only `write` in this file sends
    // unsigned requests; unsigned GET requests get 401.
    if (request.method === 'GET') {
      if (request.headers.authorization === undefined) return response.writeHead(401).end()
      requests.push(request.headers)
    }
    return serve(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/photos/`

  async function write(method: string, key: string, init: RequestInit = {}): Promise<void> {
    const response = await fetch(url + key.split('/').map(encodeURIComponent).join('/'), { method, ...init })
    if (!response.ok) throw new Error(`${method} ${key}: ${response.status} ${await response.text()}`)
  }

  return {
    url,
    credentials: CREDENTIALS,
    requests,
    put: (key, body, headers = {}) => write('PUT', key, { body, headers }),
    delete: (key) => write('DELETE', key),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(directory, { recursive: true })
    },
  }
}
