import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { importKey, signHmac } from '../../src/auth/hmac.ts'
import { QUIET } from '../../src/cli/quiet.ts'
import { type Answer, exchange, type Sent } from './exchange.ts'

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index * 5 + 3)

/** A value of `SIGNING_KEYS`; tokens are made with it. */
export const SIGNING_KEYS = `test:${Buffer.from(KEY).toString('base64url')}`

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** The Worker in workerd, with nothing before it. */
export interface Bare {
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

const TOML = readFileSync('wrangler.toml', 'utf8')

/** A setting of the configuration, whose text is JSON as well. wrangler's own reader takes a second to load. */
const setting = (name: string) => JSON.parse(new RegExp(`^${name} = (.*)$`, 'm').exec(TOML)?.[1] ?? '')
const PLATFORM = {
  compatibility_date: setting('compatibility_date') as string,
  compatibility_flags: setting('compatibility_flags') as string[],
}

/** Bundles the Worker as `wrangler deploy` does, but for the kernel, which must be there: test files run side by side. */
async function bundle() {
  const directory = await mkdtemp(join(tmpdir(), 'signet-'))
  const [configPath, out] = [join(directory, 'wrangler.json'), join(directory, 'out')]
  const main = resolve(setting('main'))
  try {
    await writeFile(configPath, JSON.stringify({ name: 'bare', main, ...PLATFORM }))
    const args = ['deploy', '--dry-run', '--config', configPath, '--outdir', out]
    const env = { ...process.env, ...QUIET }
    await promisify(execFile)(process.execPath, ['node_modules/wrangler/bin/wrangler.js', ...args], { env })
    const names = (await readdir(out)).filter((name) => /\.(?:js|wasm)$/.test(name))
    const parts = names.map(async (path) => {
      const type = path.endsWith('.wasm') ? ('CompiledWasm' as const) : ('ESModule' as const)
      return { type, path, contents: new Uint8Array(await readFile(join(out, path))) }
    })
    // The first one is the entry.
    return (await Promise.all(parts)).sort(
      (a, b) => Number(b.type === 'ESModule') - Number(a.type === 'ESModule'),
    )
  } finally {
    await rm(directory, { recursive: true })
  }
}

let bundled: ReturnType<typeof bundle> | undefined

/**
 * Starts the built Worker on a socket of its own. wrangler's harness has two proxies before it, which resolve dot
 * segments, re-encode URLs and make up a client address, and sends what it fetches through Node's `fetch`; here
 * requests arrive and leave as they are.
 *
 * @param variables its whole environment, but for the bucket
 */
export async function startBare(variables: Record<string, Json>): Promise<Bare> {
  bundled ??= bundle()
  const logs: string[] = []
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: await bundled,
      compatibilityDate: PLATFORM.compatibility_date,
      compatibilityFlags: PLATFORM.compatibility_flags,
      bindings: variables,
      r2Buckets: ['IMAGES'],
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
