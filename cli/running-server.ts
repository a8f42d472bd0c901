import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const fileIn = (cwd: string) => join(cwd, '.wrangler', 'signet-server.json')

/** Where the local server listens when no port is given. */
export const DEFAULT_PORT = 8787

/** A server that serves a directory. */
export interface RunningServer {
  readonly port: number
  /** The origin of `/origin/`, where it has one. */
  readonly origin?: string | undefined
}

/** Records that this process serves a directory, for `sign` and `verify` in it. */
export async function recordServer(cwd: string, server: RunningServer): Promise<void> {
  await mkdir(dirname(fileIn(cwd)), { recursive: true })
  await writeFile(fileIn(cwd), JSON.stringify({ pid: process.pid, ...server }))
}

async function read(cwd: string): Promise<(RunningServer & { readonly pid: number }) | undefined> {
  try {
    const { pid, port, origin } = JSON.parse(await readFile(fileIn(cwd), 'utf8'))
    const whole = Number.isInteger(pid) && Number.isInteger(port)
    return whole ? { pid, port, origin: typeof origin === 'string' ? origin : undefined } : undefined
  } catch {
    return undefined
  }
}

/** Removes the record, unless it is that of another process. */
export async function forgetServer(cwd: string): Promise<void> {
  if ((await read(cwd))?.pid === process.pid) await rm(fileIn(cwd), { force: true })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The server that runs in a directory; one on the default port where none is recorded. */
export async function runningServer(cwd: string): Promise<RunningServer> {
  const server = await read(cwd)
  return server && isAlive(server.pid) ? { port: server.port, origin: server.origin } : { port: DEFAULT_PORT }
}
