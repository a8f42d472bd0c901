import { type ChildProcess, spawn } from 'node:child_process'
import type { Io } from '../command.ts'
import { READY_PATH } from '../local-server.ts'
import { QUIET } from '../quiet.ts'
import { installedWrangler } from '../wrangler.ts'

const START_TIMEOUT_MS = 60_000

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

/** Worker that `wrangler dev` serves. */
export interface ServedWorker {
  /** Path of the entry module, relative to the project. */
  readonly entry: string
  readonly port: number
  /** Variables of the Worker. */
  readonly variables: Readonly<Record<string, string>>
}

function spawnWrangler({ entry, port, variables }: ServedWorker, { cwd, env }: Io): ChildProcess {
  const { script } = installedWrangler(cwd)
  const all = { ...variables, PLAYGROUND_PORT: String(port) }
  const vars = Object.entries(all).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  const quiet = ['--log-level', 'warn', '--show-interactive-dev-session=false']
  // By default, wrangler passes the host of a route to the Worker. The playground needs the real
  // host of the request for its protection against other sites.
  const host = ['--ip', '127.0.0.1', '--port', String(port), '--infer-origin-from-routes=false']
  const args = ['dev', entry, '--config', 'wrangler.toml', ...host, ...quiet, ...vars]
  // Node itself is started, without a shell. On Windows, npx is a script that needs one.
  return spawn(process.execPath, [script, ...args], {
    cwd,
    env: { ...env, ...QUIET },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

async function untilReady(base: string, ended: Promise<unknown>): Promise<string | undefined> {
  let running = true
  ended.finally(() => {
    running = false
  })
  for (const limit = Date.now() + START_TIMEOUT_MS; running && Date.now() < limit; ) {
    const response = await fetch(base + READY_PATH).catch(() => undefined)
    if (response?.ok) return undefined
    const reason = response?.headers.get('signet-reason')
    if (reason) return reason
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return running ? 'the server does not answer' : 'the server ended'
}

/** Starts `wrangler dev` on the loopback address with an entry point for development. */
export function startWrangler(worker: ServedWorker, io: Io): DevServer {
  const server = spawnWrangler(worker, io)
  const ended = new Promise<number>((resolve) => server.once('exit', (code) => resolve(code ?? 0)))
  return {
    ended,
    trouble: untilReady(`http://127.0.0.1:${worker.port}`, ended),
    kill: (signal) => void server.kill(signal),
  }
}
