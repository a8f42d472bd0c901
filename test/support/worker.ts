import { connect } from 'node:net'
import { join } from 'node:path'
import { inject } from 'vitest'
import { createTestHarness } from 'wrangler'
import { importKey, signHmac } from '../../src/auth/hmac.ts'
import { formatWire, parseWire } from '../../src/url/wire.ts'
import { QUIET } from '../../tools/quiet.ts'

Object.assign(process.env, QUIET)

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index * 7 + 1)

/** `SIGNING_KEYS` of the Worker under test. */
export const SIGNING_KEYS = `test:${Buffer.from(KEY).toString('base64url')}`

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
}

type Json = string | number | boolean | Json[] | { readonly [key: string]: Json }

interface Settings {
  readonly zones?: Record<string, Record<string, Json>>
  readonly limits?: Record<string, number>
  readonly variables?: Record<string, string>
  readonly secrets?: Record<string, string>
}

type Harness = ReturnType<typeof createTestHarness>

export interface Worker {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  readonly bucket: R2Bucket
  /** Signs a path with its query, both canonical, and gives the whole URL. */
  sign(target: string): Promise<string>
  /** Signs and fetches. */
  get(target: string, init?: RequestInit): Promise<Answer>
  /** Fetches a URL as it is. */
  fetch(url: string, init?: RequestInit): Promise<Answer>
  /** Sends a request line and headers byte for byte, which `fetch` would tidy up; gives the status. */
  raw(target: string, method?: string, headers?: string): Promise<number>
  logs: Harness['getLogs']
  close(): Promise<void>
}

async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response
  return { status, headers, body: Buffer.from(await response.arrayBuffer()) }
}

function rawStatus(port: number, request: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(request, 'latin1'))
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      const status = /^HTTP\/1\.1 ([0-9]{3}) /.exec(text)?.[1]
      if (status) {
        socket.destroy()
        resolve(Number(status))
      }
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`closed after ${JSON.stringify(text)}`)))
  })
}

/** The Worker as wrangler builds it, in workerd, with a local R2 and Cache API of its own. */
export async function startWorker({ zones, limits, variables, secrets }: Settings = {}): Promise<Worker> {
  const harness = createTestHarness({
    workers: [
      {
        configPath: join(inject('bundle').directory, 'wrangler.json'),
        vars: {
          ENVIRONMENT: 'development',
          ...(zones && { zones }),
          ...(limits && { limits }),
          ...variables,
        },
        secrets: { SIGNING_KEYS, ...secrets },
      },
    ],
  })
  const { url } = await harness.listen()
  const { IMAGES: bucket } = await harness.getWorker<{ IMAGES: R2Bucket }>().getEnv()
  const key = await importKey('test', KEY)
  const { origin } = url

  async function sign(target: string): Promise<string> {
    const { path, query } = parseWire(origin + target)
    return formatWire({ origin, path, query, token: await signHmac(key, path, query) })
  }

  const fetchAnswer = async (url: string, init?: RequestInit) =>
    answerOf(await fetch(url, { redirect: 'manual', ...init }))
  return {
    origin,
    bucket,
    sign,
    fetch: fetchAnswer,
    get: async (target, init) => fetchAnswer(await sign(target), init),
    raw: (target, method = 'GET', headers = '') =>
      rawStatus(Number(url.port), `${method} ${target} HTTP/1.1\r\nHost: ${url.host}\r\n${headers}\r\n`),
    logs: () => harness.getLogs(),
    close: () => harness.close(),
  }
}
