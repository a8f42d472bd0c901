import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import type { RequestLine } from '../../../src/edge/log/fields.ts'
import type { IsolateLine } from '../../../src/edge/log/isolate-metrics.ts'
import { importKey, signHmac } from '../../../src/signing/auth/hmac.ts'
import type { Bundle } from './bundle.ts'
import { type Answer, exchange, type RawRequest } from './exchange.ts'
import { logGuard, readLine } from './log-guard.ts'

export const KEY = Uint8Array.from({ length: 32 }, (_, index) => index * 5 + 3)

/** `SIGNING_KEYS` value that contains the key that `sign` uses. */
export const SIGNING_KEYS = `test:${Buffer.from(KEY).toString('base64url')}`

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export type Bucket = Awaited<ReturnType<Miniflare['getR2Bucket']>>
export type Namespace = Awaited<ReturnType<Miniflare['getKVNamespace']>>

/** A Worker that runs in workerd. */
export interface Worker {
  readonly port: number
  readonly bucket: Bucket
  /** Returns a bucket by its binding's name. */
  bucketOf(binding: string): Promise<Bucket>
  /** Returns a KV namespace by its binding's name. */
  namespaceOf(binding: string): Promise<Namespace>
  /** Address of the buckets' S3 API. */
  readonly s3Endpoint: string
  /** Address of the inspector, if the Worker was started with one. */
  readonly inspector: URL | undefined
  /** Logged lines except those about requests and isolates. */
  readonly logs: readonly string[]
  /** Logged lines about requests, in the order in which the requests ended. */
  readonly lines: readonly RequestLine[]
  /** Logged lines about isolates. */
  readonly isolates: readonly IsolateLine[]
  /** Sends a raw request. */
  send(request: RawRequest | string): Promise<Answer>
  /** Requests a target with `fetch` without following redirects. */
  fetch(target: string, init?: RequestInit): Promise<Answer>
  /** Signs a target and requests it with `fetch`. */
  get(target: string, init?: RequestInit): Promise<Answer>
  /**
   * Stops the Worker.
   * @throws Error the Worker has logged a token, a key or an address
   */
  close(): Promise<void>
}

/** Function that makes the token for a path and a query. */
export type Signature = (path: string, query: string) => string | Promise<string>

const hmac: Signature = async (path, query) => signHmac(await importKey('test', KEY), path, query)

/** Adds the token for the exact bytes of a target, which may be canonical or not. */
export async function sign(target: string, by = hmac): Promise<string> {
  const [, path = '', query] = /^([^?]*)(?:\?(.*))?$/s.exec(target) ?? []
  return `${target}${query === undefined ? '?' : '&'}token=${await by(path, query ?? '')}`
}

/**
 * Reads the modules of a bundle. The entry module comes first. It is either a wrapper, which
 * imports `./index.js`, or the bundle's own entry module.
 */
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

/** Options for starting a Worker. */
export interface StartOptions {
  /**
   * Source text for an entry module that wraps the Worker's own. It may replace parts of the
   * platform.
   */
  readonly wrapper?: string
  /** Folder that keeps buckets and cache between starts. */
  readonly persist?: string
  /** Names of bucket bindings, including `IMAGES`. */
  readonly buckets?: readonly string[]
  /** Names of KV namespace bindings. */
  readonly namespaces?: readonly string[]
  /** Rate limit bindings by name. */
  readonly rateLimits?: Readonly<Record<string, { readonly limit: number; readonly period: 10 | 60 }>>
  /** Key with which the buckets can be accessed through the S3 API. */
  readonly s3?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** `true` to start the inspector on a free port. */
  readonly inspect?: boolean
}

/**
 * Starts the bundled Worker in workerd, with a local R2 and Cache API. Requests to and from the
 * Worker are passed on byte for byte. wrangler's test harness and `wrangler dev` use proxies, which
 * resolve dot segments, re-encode URLs and add a client address.
 *
 * @param variables the whole environment except the other bindings, including secrets
 */
export async function startWorker(
  bundle: Bundle,
  variables: Record<string, Json>,
  {
    wrapper,
    persist,
    buckets = ['IMAGES'],
    namespaces = [],
    rateLimits = {},
    s3,
    inspect = false,
  }: StartOptions = {},
): Promise<Worker> {
  const { directory, compatibilityDate, compatibilityFlags } = bundle
  const logs: string[] = []
  const lines: RequestLine[] = []
  const isolates: IsolateLine[] = []
  const guard = logGuard(variables)
  const leaks: string[] = []
  function keep(text: string): void {
    if (guard.leaksOf(text).length > 0) leaks.push(text)
    const line = readLine(text)
    if (!line) logs.push(text)
    else if (line.kind === 'isolate') isolates.push(line)
    else lines.push(line)
  }
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: await readModules(directory, wrapper),
      compatibilityDate,
      compatibilityFlags,
      bindings: variables,
      r2Buckets: Object.fromEntries(
        buckets.map((id) => [id, { id, ...(s3 && { s3Credentials: { ...s3 } }) }]),
      ),
      kvNamespaces: [...namespaces],
      ratelimits: Object.fromEntries(
        Object.entries(rateLimits).map(([name, simple]) => [name, { namespace_id: name, simple }]),
      ),
      ...(persist !== undefined && { resourcePersistencePath: persist }),
      ...(inspect && { inspectorPort: 0 }),
      unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
      handleStructuredLogs: ({ message }) => keep(message),
      cf: false,
      telemetry: { enabled: false },
    }),
  )
  const port = Number((await miniflare.unsafeGetDirectURL()).port)
  async function fetchTarget(target: string, init?: RequestInit): Promise<Answer> {
    guard.expect({ target })
    const response = await fetch(`http://127.0.0.1:${port}${target}`, { redirect: 'manual', ...init })
    const { status, headers } = response
    return { status, headers, body: Buffer.from(await response.arrayBuffer()) }
  }
  return {
    port,
    bucket: await miniflare.getR2Bucket('IMAGES'),
    s3Endpoint: new URL('/cdn-cgi/local/r2/s3', await miniflare.ready).href.replace('localhost', '127.0.0.1'),
    inspector: inspect ? await miniflare.getInspectorURL() : undefined,
    bucketOf: (binding) => miniflare.getR2Bucket(binding),
    namespaceOf: (binding) => miniflare.getKVNamespace(binding),
    logs,
    lines,
    isolates,
    send(given) {
      const request = typeof given === 'string' ? { target: given } : given
      guard.expect(request)
      return exchange(port, request)
    },
    fetch: fetchTarget,
    get: async (target, init) => fetchTarget(await sign(target), init),
    async close() {
      await miniflare.dispose()
      if (leaks.length > 0) throw new Error(`the log has tokens, keys or addresses:\n  ${leaks.join('\n  ')}`)
    },
  }
}
