import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { LINE_MARK, LINES_VARIABLE } from '../local-server.ts'
import { type ProjectIo, wranglerFlags } from '../project-place.ts'
import { QUIET } from '../quiet.ts'
import { installedWrangler } from '../wrangler.ts'
import { untilReady } from './until-ready.ts'

/** A local server that is starting or running. */
export interface DevServer {
  /**
   * Resolves with `undefined` when the server answers, or with the reason why it does not answer.
   */
  readonly trouble: Promise<string | undefined>
  /** Resolves with the exit code when the process ends. */
  readonly ended: Promise<number>
  /** Ends the server and all its processes. */
  end(): void
}

/** Worker that `wrangler dev` serves. */
export interface ServedWorker {
  /** Path to the entry module. It may be relative to the configuration's folder. */
  readonly entry: string
  readonly port: number
  /** The Worker's variables. */
  readonly variables: Readonly<Record<string, string>>
  /** `true` to print a line for each request. */
  readonly log?: boolean | undefined
}

/** Milliseconds after which a server that does not end is killed. */
const END_TIMEOUT_MS = 5_000

/**
 * Module that ends wrangler when its standard input is closed. The operating system closes it when
 * this process ends for any reason, even by SIGKILL. A signal to wrangler would not do: its script
 * passes only some signals on to the process that does the work, and none on Windows.
 *
 * The script, whose parent is this process, leads a process group except on Windows. When it ends,
 * it kills what is left of the group: workerd, if the process that does the work was killed.
 */
const END_WITH_STDIN = `data:text/javascript,${encodeURIComponent(`
  import { isMainThread } from 'node:worker_threads'
  const isLeader = process.ppid === ${process.pid}
  if (isMainThread) {
    const end = () => isLeader ? setTimeout(process.exit, ${END_TIMEOUT_MS}) : process.exit()
    process.stdin.on('end', end).on('error', end).resume().unref()
  }
  if (isMainThread && isLeader)
    process.on('exit', () => {
      try { process.kill(-process.pid, 'SIGKILL') } catch {}
    })
`)}`

/**
 * Environment variables that keep wrangler from writing its log to a file. At the level that shows
 * the Worker's lines, wrangler has its own line for each request, with the token.
 */
const NO_FILES = { WRANGLER_WRITE_LOGS: 'false' }

const HAS_GROUPS = process.platform !== 'win32'

/** Kills a process and, where the system has process groups, all processes of its group. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(HAS_GROUPS ? -pid : pid, 'SIGKILL')
  } catch {
    // All processes of the group have ended.
  }
}

function spawnWrangler(worker: ServedWorker, { project, env }: ProjectIo): ChildProcess {
  const { entry, port, variables, log = false } = worker
  const { script } = installedWrangler(project)
  const all = { ...variables, PLAYGROUND_PORT: String(port), ...(log && { [LINES_VARIABLE]: '1' }) }
  const vars = Object.entries(all).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  const quiet = ['--log-level', log ? 'log' : 'warn', '--show-interactive-dev-session=false']
  // By default, wrangler passes a route's host to the Worker. The playground needs the request's
  // real host for its protection against other sites.
  const host = ['--ip', '127.0.0.1', '--port', String(port), '--infer-origin-from-routes=false']
  const args = ['dev', entry, ...wranglerFlags(project), ...host, ...quiet, ...vars]
  // Node itself is started, without a shell. On Windows, npx is a script that needs one. wrangler's
  // script passes `--import` on to the process that does the work.
  return spawn(process.execPath, ['--import', END_WITH_STDIN, script, ...args], {
    cwd: project.folder,
    env: { ...env, ...QUIET, ...(log && NO_FILES) },
    stdio: ['pipe', log ? 'pipe' : 'inherit', 'inherit'],
    detached: HAS_GROUPS,
  })
}

/**
 * Prints request lines. All other lines on wrangler's standard output are dropped, because they
 * contain tokens. Warnings and errors are on its standard error output.
 */
function printLines({ stdout }: ChildProcess, { err }: ProjectIo): void {
  if (!stdout) return
  createInterface({ input: stdout }).on('line', (line) => {
    if (line.startsWith(LINE_MARK)) err(line.slice(LINE_MARK.length))
  })
}

/** Starts `wrangler dev` on the loopback address with an entry point for development. */
export function startWrangler(worker: ServedWorker, io: ProjectIo): DevServer {
  const server = spawnWrangler(worker, io)
  printLines(server, io)
  const ended = new Promise<number>((resolve) => {
    server.once('exit', (code) => {
      killGroup(server)
      resolve(code ?? 0)
    })
  })
  return {
    ended,
    trouble: untilReady(`http://127.0.0.1:${worker.port}`, ended, io),
    end() {
      server.stdin?.end()
      setTimeout(() => killGroup(server), END_TIMEOUT_MS).unref()
    },
  }
}
