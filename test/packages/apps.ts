import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import sharp from 'sharp'
import { inject } from 'vitest'
import { QUIET } from '../../cli/quiet.ts'
import { freePort } from '../support/process/free-port.ts'
import { SIGNING_KEYS } from '../support/worker/worker.ts'
import { bundled, COMPATIBILITY_DATE, WRANGLER } from './bundled.ts'

const project = inject('project')

const ZONES = { images: { prefix: '/', source: 'r2:IMAGES' } }

export const RED = { r: 200, g: 0, b: 0 }
export const BLUE = { r: 0, g: 0, b: 200 }

/** Returns a PNG of one color. */
export const plain = (background: typeof RED): Promise<Uint8Array> =>
  sharp({ create: { width: 40, height: 30, channels: 3, background } })
    .png()
    .toBuffer()

/** Returns `red` or `blue`, for the color of the first pixel. */
export async function colorOf(answer: Pick<Answer, 'arrayBuffer'>): Promise<string> {
  const image = sharp(new Uint8Array(await answer.arrayBuffer()))
  const [red = 0, , blue = 0] = await image.removeAlpha().raw().toBuffer()
  return red > blue ? 'red' : 'blue'
}

interface Question {
  readonly method?: string
  readonly body?: Uint8Array
  readonly headers?: Record<string, string>
}

/** An app's answer: from `fetch` or from miniflare. */
interface Answer {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
  arrayBuffer(): Promise<ArrayBuffer>
}

/** A user's Worker that runs. Its zone serves the bucket `IMAGES`. */
export interface App {
  /** @param path path and query, which begin with `/` */
  send(path: string, question?: Question): Promise<Answer>
  close(): Promise<void>
}

/** Starts a Worker with `wrangler dev` in its own project below the packages' project. */
export async function startDev(source: string): Promise<App> {
  const folder = await mkdtemp(join(project, 'dev-'))
  const settings = {
    name: 'app',
    main: 'entry.js',
    compatibility_date: COMPATIBILITY_DATE,
    r2_buckets: [{ binding: 'IMAGES', bucket_name: 'images' }],
    vars: { zones: ZONES },
  }
  await writeFile(join(folder, 'entry.js'), source)
  await writeFile(join(folder, 'wrangler.json'), JSON.stringify(settings))
  await writeFile(join(folder, '.dev.vars'), `SIGNING_KEYS="${SIGNING_KEYS}"\n`)
  const port = await freePort()
  const args = ['dev', '--ip', '127.0.0.1', '--port', String(port), '--show-interactive-dev-session=false']
  const server = spawn(process.execPath, [WRANGLER, ...args], {
    cwd: folder,
    env: { ...process.env, ...QUIET },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(server, 'exit')
  const ready = new Promise<void>((resolve, reject) => {
    let output = ''
    for (const stream of [server.stdout, server.stderr])
      stream.on('data', (text) => {
        output += text
        if (output.includes('Ready on')) resolve()
      })
    ended.then(() => reject(new Error(`wrangler dev ended:\n${output}`)))
  })
  await ready
  return {
    send: (path, question) => fetch(`http://127.0.0.1:${port}${path}`, question as RequestInit),
    async close() {
      server.kill()
      await ended
    },
  }
}

/** Starts a Worker in workerd. */
export async function startBundled(source: string, buckets: readonly string[] = ['IMAGES']): Promise<App> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: await bundled(project, source),
      compatibilityDate: COMPATIBILITY_DATE,
      bindings: { SIGNING_KEYS, zones: ZONES },
      r2Buckets: [...buckets],
      handleStructuredLogs: () => undefined,
      cf: false,
      telemetry: { enabled: false },
    }),
  )
  return {
    send: (path, question) => miniflare.dispatchFetch(`http://localhost${path}`, question),
    close: () => miniflare.dispose(),
  }
}
