import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, relative, sep } from 'node:path'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { createTestHarness } from 'wrangler'
import { importKey, signHmac } from '../src/auth/hmac.ts'
import { command, only } from '../src/cli/command.ts'
import { encodePath } from '../src/url/canonical.ts'
import { formatWire } from '../src/url/wire.ts'
import { QUIET } from './quiet.ts'

const USAGE = "corpus DIR [--query 'width=64&format=jpeg']"

const FILE_TIMEOUT_MS = 30_000

type Outcome = { readonly kind: 'ok' | 'refused' } | { readonly kind: 'failed'; readonly why: string }

async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.map((file) => relative(directory, file)).sort()
}

async function startOrigin(directory: string, files: readonly string[]): Promise<Server> {
  const known = new Set(files)
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent((request.url ?? '').slice(1)).replaceAll('/', sep)
    if (!known.has(name)) return response.writeHead(404).end()
    const path = join(directory, name)
    response.writeHead(200, { 'content-length': (await stat(path)).size })
    return createReadStream(path).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

/** ok: 2xx with an image that decodes or JSON that parses; refused: a typed 4xx; failed: anything else. */
async function judge(request: Promise<Response>): Promise<Outcome> {
  try {
    const response = await request
    const body = Buffer.from(await response.arrayBuffer())
    const type = response.headers.get('content-type')
    if (response.ok) {
      if (type === 'application/json') JSON.parse(body.toString())
      else await sharp(body, { limitInputPixels: false }).raw().toBuffer()
      return { kind: 'ok' }
    }
    const typed = type === 'application/problem+json'
    if (typed && response.status >= 400 && response.status < 500) return { kind: 'refused' }
    return { kind: 'failed', why: `${response.status} ${response.headers.get('signet-reason') ?? ''}` }
  } catch (error) {
    return { kind: 'failed', why: String(error) }
  }
}

/** Requests every file below a directory from the built Worker in workerd, signed, and counts the outcomes. */
export const corpus = command(USAGE, async (args, io) => {
  const options = { query: { type: 'string', default: 'width=64&format=jpeg' } } as const
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const directory = only(positionals, `one directory: ${USAGE}`)
  const files = await listFiles(directory)
  const bytes = new Uint8Array(randomBytes(32))
  const key = await importKey('corpus', bytes)

  Object.assign(process.env, QUIET)
  const origin = await startOrigin(directory, files)
  const { port } = origin.address() as AddressInfo
  const harness = createTestHarness({
    root: io.cwd,
    workers: [
      {
        configPath: 'wrangler.toml',
        vars: { ENVIRONMENT: 'development', DEV_ORIGIN: `http://127.0.0.1:${port}/` },
        secrets: { SIGNING_KEYS: `corpus:${Buffer.from(bytes).toString('base64url')}` },
      },
    ],
  })
  const counts = { files: files.length, ok: 0, refused: 0, failed: 0 }
  try {
    const { url } = await harness.listen()
    for (const file of files) {
      const path = encodePath(`/origin/${file.replaceAll(sep, '/')}`)
      const token = await signHmac(key, path, values.query)
      const signed = formatWire({ origin: url.origin, path, query: values.query, token })
      const outcome = await judge(fetch(signed, { signal: AbortSignal.timeout(FILE_TIMEOUT_MS) }))
      counts[outcome.kind]++
      if (outcome.kind === 'failed') io.out(`${file}: ${outcome.why}`)
    }
  } finally {
    await harness.close()
    origin.close()
  }
  io.out(JSON.stringify(counts))
  return counts.failed > 0 ? 1 : 0
})
