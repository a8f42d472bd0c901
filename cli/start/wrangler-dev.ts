import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Io } from '../command.ts'
import { QUIET } from '../quiet.ts'

const START_TIMEOUT_MS = 60_000

/**
 * Entry point for development: the Worker, and pages that explain refusals. `wrangler deploy` uses
 * `main` of `wrangler.toml` instead.
 */
export const DEVELOPMENT_ENTRY = 'playground/development/worker.ts'

/** Entry point for development with HEIC decoding, like `npm run deploy:heic`. */
const HEIC_ENTRY = 'playground/development/heic-worker.ts'

/** A local server that is starting or running. */
export interface DevServer {
  /**
   * Resolves with `undefined` when the server answers, or with the reason why it does not answer.
   */
  readonly trouble: Promise<string | undefined>
  /** Resolves with the exit code when the process ends. */
  readonly ended: Promise<number>
  kill(signal?: NodeJS.Signals): void
}

function spawnWrangler(
  port: number,
  variables: Readonly<Record<string, string>>,
  { cwd, env }: Io,
  heic: boolean,
): ChildProcess {
  const manifest = createRequire(import.meta.url).resolve('wrangler/package.json')
  const script = join(dirname(manifest), 'bin', 'wrangler.js')
  const all = { ...variables, PLAYGROUND_PORT: String(port) }
  const vars = Object.entries(all).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  const quiet = ['--log-level', 'warn', '--show-interactive-dev-session=false']
  // By default, wrangler passes the host of a route to the Worker. The playground needs the real
  // host of the request for its protection against other sites.
  const host = ['--ip', '127.0.0.1', '--port', String(port), '--infer-origin-from-routes=false']
  const args = ['dev', heic ? HEIC_ENTRY : DEVELOPMENT_ENTRY, ...host, ...quiet, ...vars]
  return spawn(process.execPath, [script, ...args], {
    cwd,
    env: { ...env, ...QUIET },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

async function untilHealthy(base: string, ended: Promise<unknown>): Promise<string | undefined> {
  let running = true
  ended.finally(() => {
    running = false
  })
  for (const limit = Date.now() + START_TIMEOUT_MS; running && Date.now() < limit; ) {
    const response = await fetch(`${base}/health`).catch(() => undefined)
    if (response?.ok) return undefined
    const reason = response?.headers.get('signet-reason')
    if (reason) return reason
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return running ? 'the server does not answer' : 'the server ended'
}

/**
 * Starts `wrangler dev` on the loopback address with the development entry point.
 * @param heic `true` if the server decodes HEIC
 */
export function startWrangler(
  port: number,
  variables: Readonly<Record<string, string>>,
  io: Io,
  heic = false,
): DevServer {
  const server = spawnWrangler(port, variables, io, heic)
  const ended = new Promise<number>((resolve) => server.once('exit', (code) => resolve(code ?? 0)))
  return {
    ended,
    trouble: untilHealthy(`http://127.0.0.1:${port}`, ended),
    kill: (signal) => void server.kill(signal),
  }
}
