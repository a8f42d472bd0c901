import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { QUIET } from '../../cli/quiet.ts'

/** Address on which nothing listens: everything that is sent there fails at once. */
const NOWHERE = 'http://127.0.0.1:9/'

/**
 * Environment without a network: all proxies and the registry lead nowhere, and npm has an empty
 * cache. Only this machine is reached.
 */
const noNetwork = (folder: string): Readonly<Record<string, string>> => ({
  HTTP_PROXY: NOWHERE,
  HTTPS_PROXY: NOWHERE,
  http_proxy: NOWHERE,
  https_proxy: NOWHERE,
  NO_PROXY: '127.0.0.1,localhost',
  no_proxy: '127.0.0.1,localhost',
  npm_config_offline: 'true',
  npm_config_registry: NOWHERE,
  npm_config_cache: join(folder, '.wrangler', 'npm'),
  HOME: join(folder, '.wrangler', 'home'),
})

/** Variables from vitest and from the npm that runs this test. A program must not see them. */
const FOREIGN = /^(?:VITEST|NODE_ENV$|NODE_OPTIONS$|INIT_CWD$|npm_(?!config_))/

/** Returns a path with this Node version, and without programs from the repository. */
function pathOf({ PATH = '' }: NodeJS.ProcessEnv): string {
  const others = PATH.split(delimiter).filter((path) => !path.includes('node_modules'))
  return [dirname(process.execPath), ...others].join(delimiter)
}

/**
 * User's shell environment. With a network it has this machine's settings, such as proxies and
 * certificates. Without one it has only the variables that are set here.
 */
function environmentOf(folder: string, offline: boolean): Readonly<Record<string, string>> {
  const own = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || FOREIGN.test(name) ? [] : [[name, value] as const],
  )
  const base = offline ? noNetwork(folder) : Object.fromEntries(own)
  return { ...base, ...QUIET, NO_COLOR: '1', PATH: pathOf(process.env) }
}

/** A program that runs until it is ended, with all processes that it starts. */
export interface Running {
  /** Returns all that the program has printed so far. */
  readonly printed: () => string
  /** `true` as long as the program runs. */
  readonly runs: () => boolean
  close(): Promise<void>
}

/** Runs programs in a folder. */
export interface Shell {
  /** Variables that the programs see. */
  readonly env: Readonly<Record<string, string>>
  /**
   * Runs a program to its end.
   * @returns the text that the program prints to stdout
   * @throws Error with all output: the exit code is not 0
   */
  run(program: string, ...args: readonly string[]): Promise<string>
  start(program: string, ...args: readonly string[]): Running
}

/**
 * Opens a shell as a user has it.
 * @param offline `true`: without a network
 */
export function openShell(cwd: string, { offline = false } = {}): Shell {
  const env = environmentOf(cwd, offline)
  return {
    env,
    async run(program, ...args) {
      const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
      const [out, err, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close'),
      ])
      if (code !== 0) throw new Error(`${[program, ...args].join(' ')} ends with ${code}:\n${out}${err}`)
      return out
    },
    start(program, ...args) {
      // The group has the processes that npx, the command and wrangler start.
      const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
      return running(child)
    },
  }
}

function running(child: ChildProcess): Running {
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = once(child, 'close')
  return {
    printed: () => Buffer.concat(chunks).toString(),
    runs: () => child.exitCode === null && child.signalCode === null,
    async close() {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
      await ended
    },
  }
}
