import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { Readable } from 'node:stream'
import { cpuTime } from '../bench/process-figures.ts'
import { type Spread, spread } from '../bench/statistics.ts'

/** Compatibility date and flags in `wrangler.toml`. */
export interface Compatibility {
  readonly date: string
  readonly flags: readonly string[]
}

/**
 * A bundle's start-up times in milliseconds, one for each run. A run lasts from workerd's start
 * until `/health` has answered.
 */
export interface StartUp {
  /**
   * CPU time that all workerd threads take, in steps of 10 ms. It is `undefined` on systems without
   * `/proc`.
   */
  readonly cpu: Spread | undefined
  readonly elapsed: Spread
}

const { resolve } = createRequire(import.meta.url)

/** Path to the workerd binary that miniflare, and therefore `wrangler dev`, runs. */
const { default: workerd } = createRequire(resolve('miniflare'))('workerd') as { readonly default: string }

/**
 * File descriptor on which workerd reports its port. It is the first after stdin, stdout and
 * stderr.
 */
const CONTROL = 3
/** Timeout in milliseconds. A process that has not answered by then is killed. */
const TIMEOUT_MS = 20_000

const quoted = (text: string) => JSON.stringify(text)
const list = (items: readonly string[]) => `[${items.join(', ')}]`

/**
 * Bindings with which `/health` finds a valid configuration: a key, and one zone that needs no
 * bucket.
 */
const BINDINGS = list([
  `(name = "SIGNING_KEYS", text = ${quoted(`k1:${randomBytes(32).toString('base64url')}`)})`,
  `(name = "zones", json = ${quoted('{"images":{"prefix":"/","source":"https://images.example.com/"}}')})`,
  `(name = "log", json = ${quoted('{"sample":0}')})`,
])

/**
 * Returns workerd's configuration for a bundle in Cap'n Proto's text format. Paths after `embed`
 * are relative to the configuration file.
 */
function configFor(names: readonly string[], from: string, { date, flags }: Compatibility): string {
  const modules = names.map((name) => {
    const kind = name.endsWith('.wasm') ? 'wasm' : 'esModule'
    return `(name = ${quoted(name)}, ${kind} = embed ${quoted(join(from, name))})`
  })
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = ${list(modules)},
    compatibilityDate = ${quoted(date)},
    compatibilityFlags = ${list(flags.map(quoted))},
    bindings = ${BINDINGS},
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`
}

/**
 * Returns the port that workerd reports after its start.
 * @throws Error if workerd exits first
 */
function portOf(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = ''
    const control = server.stdio[CONTROL] as Readable
    control.on('data', (chunk: Buffer) => {
      text += chunk
      const port = /"port":(\d+)/.exec(text)?.[1]
      if (port) resolve(Number(port))
    })
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`workerd ended with the code ${code} before it listened`)))
  })
}

/** Starts workerd once and requests `/health`. */
async function startOnce(config: string): Promise<{ cpu: number | undefined; elapsed: number }> {
  const begin = performance.now()
  const args = ['serve', `--control-fd=${CONTROL}`, config]
  const server = spawn(workerd, args, { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  const patience = setTimeout(() => server.kill('SIGKILL'), TIMEOUT_MS)
  try {
    const url = `http://127.0.0.1:${await portOf(server)}/health`
    const response = await fetch(url)
    const text = await response.text()
    if (!response.ok) throw new Error(`/health answered ${response.status}: ${text}`)
    const elapsed = performance.now() - begin
    const cpu = server.pid !== undefined && existsSync('/proc/self/stat') ? cpuTime(server.pid) : undefined
    return { cpu, elapsed }
  } finally {
    clearTimeout(patience)
    server.kill('SIGKILL')
    await ended
  }
}

/**
 * Measures how long a bundle takes to start in workerd: loading it, evaluating its modules and
 * answering the first request.
 * @param directory contains the bundle's script and the modules that it imports
 * @param runs run count, each in a new process
 * @throws Error if workerd refuses the bundle, or if `/health` does not answer 200
 */
export async function measureStartUp(
  directory: string,
  compatibility: Compatibility,
  runs: number,
): Promise<StartUp> {
  const names = (await readdir(directory)).filter((name) => /\.(?:js|wasm)$/.test(name))
  const scripts = names.filter((name) => name.endsWith('.js'))
  // workerd takes the first module in the list as the main module: the bundle's only script.
  const ordered = [...scripts, ...names.filter((name) => !scripts.includes(name))]
  const folder = await mkdtemp(join(tmpdir(), 'signet-start-up-'))
  try {
    const config = join(folder, 'start-up.capnp')
    await writeFile(config, configFor(ordered, relative(folder, directory), compatibility))
    const cpu: number[] = []
    const elapsed: number[] = []
    for (let run = 0; run < runs; run++) {
      const once = await startOnce(config)
      if (once.cpu !== undefined) cpu.push(once.cpu)
      elapsed.push(once.elapsed)
    }
    return { cpu: cpu.length > 0 ? spread(cpu) : undefined, elapsed: spread(elapsed) }
  } finally {
    await rm(folder, { recursive: true })
  }
}
