import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { importKey, signHmac } from '../../src/auth/hmac.ts'
import type { Bundle } from './bundle.ts'
import { type Answer, exchange, type Sent } from './exchange.ts'

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index * 5 + 3)

/** A value of `SIGNING_KEYS`; tokens are made with it. */
export const SIGNING_KEYS = `test:${Buffer.from(KEY).toString('base64url')}`

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** The Worker in workerd, with nothing before it. */
export interface RawWorker {
  readonly port: number
  readonly bucket: Awaited<ReturnType<Miniflare['getR2Bucket']>>
  /** Lines that the Worker has logged. */
  readonly logs: readonly string[]
  send(request: Sent | string): Promise<Answer>
  close(): Promise<void>
}

/** Makes the token for a path and a query. */
export type Signature = (path: string, query: string) => string | Promise<string>

const hmac: Signature = async (path, query) => signHmac(await importKey('test', KEY), path, query)

/** A target with the token for its very bytes, canonical or not. */
export async function sign(target: string, by = hmac): Promise<string> {
  const [, path = '', query] = /^([^?]*)(?:\?(.*))?$/s.exec(target) ?? []
  return `${target}${query === undefined ? '?' : '&'}token=${await by(path, query ?? '')}`
}

/** The modules of the bundle, the entry first: its own, or a wrapper that imports `./index.js`. */
async function readModules(directory: string, wrapper: string | undefined) {
  const names = (await readdir(directory)).filter((name) => /\.(?:js|wasm)$/.test(name))
  const modules = names.map(async (path) => {
    const type = path.endsWith('.wasm') ? ('CompiledWasm' as const) : ('ESModule' as const)
    return { type, path, contents: new Uint8Array(await readFile(join(directory, path))) }
  })
  const bundled = (await Promise.all(modules)).sort(
    (a, b) => Number(b.type === 'ESModule') - Number(a.type === 'ESModule'),
  )
  if (wrapper === undefined) return bundled
  return [
    { type: 'ESModule' as const, path: 'wrapper.js', contents: new TextEncoder().encode(wrapper) },
    ...bundled,
  ]
}

/**
 * Starts the built Worker on a socket of its own. wrangler's harness has two proxies before it, which resolve dot
 * segments, re-encode URLs and make up a client address, and sends what it fetches through Node's `fetch`; here
 * requests arrive and leave as they are.
 *
 * @param variables its whole environment, but for the bucket
 * @param options.wrapper an entry module around the Worker's own, which may change what it finds on its platform
 * @param options.persist folder that keeps bucket and cache from one start to the next
 */
export async function startRawWorker(
  bundle: Bundle,
  variables: Record<string, Json>,
  { wrapper, persist }: { wrapper?: string; persist?: string } = {},
): Promise<RawWorker> {
  const { directory, compatibilityDate, compatibilityFlags } = bundle
  const logs: string[] = []
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: await readModules(directory, wrapper),
      compatibilityDate,
      compatibilityFlags,
      bindings: variables,
      r2Buckets: ['IMAGES'],
      ...(persist !== undefined && { resourcePersistencePath: persist }),
      unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
      handleStructuredLogs: ({ message }) => void logs.push(message),
      cf: false,
      telemetry: { enabled: false },
    }),
  )
  const port = Number((await miniflare.unsafeGetDirectURL()).port)
  return {
    port,
    bucket: await miniflare.getR2Bucket('IMAGES'),
    logs,
    send: (request) => exchange(port, typeof request === 'string' ? { target: request } : request),
    close: () => miniflare.dispose(),
  }
}
