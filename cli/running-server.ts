import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const fileIn = (cwd: string) => join(cwd, '.wrangler', 'signet-server.json')

/** Port of the local server if none is given. */
export const DEFAULT_PORT = 8787

/** A local server that was started in a directory. */
export interface RunningServer {
  readonly port: number
  /** URL of the folder that the zone `/origin/` reads from. It is absent if no folder is served. */
  readonly origin?: string | undefined
}

/**
 * Records that this process serves a directory, so that `sign` and `verify` in the directory find
 * it.
 */
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

/** Removes the record of the server unless another process has replaced it. */
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

/**
 * Returns the server that runs in a directory. If no running server is recorded, returns a server
 * with the default port.
 */
export async function runningServer(cwd: string): Promise<RunningServer> {
  const server = await read(cwd)
  return server && isAlive(server.pid) ? { port: server.port, origin: server.origin } : { port: DEFAULT_PORT }
}
