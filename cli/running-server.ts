import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { ProjectPlace } from './project-place.ts'
import { isLocal } from './target.ts'

/** The local server's port if none is given. */
export const DEFAULT_PORT = 8787

/** A local server that was started for a project. */
export interface RunningServer {
  readonly port: number
  /** URL of the folder that the zone `/origin/` reads from. It is absent if no folder is served. */
  readonly origin?: string | undefined
  /** Path to the server's configuration file. */
  readonly file?: string | undefined
  /** Environment in the configuration file that the server uses. */
  readonly environment?: string | undefined
}

interface ServerRecord extends RunningServer {
  readonly pid: number
  /** Start time in milliseconds. */
  readonly started: number
}

type Folder = Pick<ProjectPlace, 'folder'>

const recordsOf = ({ folder }: Folder) => join(folder, '.wrangler', 'signet-servers')

/** Path to the record about the server on a port. Only one server can listen on a port. */
const recordOf = (place: Folder, port: number) => join(recordsOf(place), `${port}.json`)

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)

async function read(path: string): Promise<ServerRecord | undefined> {
  try {
    const { pid, port, started, origin, file, environment } = JSON.parse(await readFile(path, 'utf8'))
    if (![pid, port, started].every(Number.isInteger)) return undefined
    return {
      pid,
      port,
      started,
      origin: textOf(origin),
      file: textOf(file),
      environment: textOf(environment),
    }
  } catch {
    return undefined
  }
}

/** Returns a project's valid records, each with its path. */
async function readAll(place: Folder): Promise<readonly (ServerRecord & { readonly path: string })[]> {
  const names = await readdir(recordsOf(place)).catch(() => [])
  const records = await Promise.all(
    names.map(async (name) => {
      const path = join(recordsOf(place), name)
      const record = await read(path)
      return record && { ...record, path }
    }),
  )
  return records.filter((record) => record !== undefined)
}

/**
 * Records that this process serves a project, so that `sign`, `verify` and `explain` find the
 * server. Removes the records for servers that were killed.
 */
export async function recordServer(
  { folder, file, environment }: ProjectPlace,
  server: Pick<RunningServer, 'port' | 'origin'>,
): Promise<void> {
  await mkdir(recordsOf({ folder }), { recursive: true })
  const ended = (await readAll({ folder })).filter(({ pid }) => !isAlive(pid))
  await Promise.all(ended.map(({ path }) => rm(path, { force: true })))
  const record: ServerRecord = { pid: process.pid, started: Date.now(), file, environment, ...server }
  await writeFile(recordOf({ folder }, server.port), JSON.stringify(record))
}

/** Removes the record for the server on a port unless another process has replaced it. */
export async function forgetServer(place: Folder, port: number): Promise<void> {
  const path = recordOf(place, port)
  if ((await read(path))?.pid === process.pid) await rm(path, { force: true })
}

/** Returns `true` if a process exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Returns `true` if a program listens on a port. */
function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/**
 * Returns the servers that run for a project, the newest first. Records of servers that were killed
 * are ignored: their process has ended, or, if another process has its number, nothing listens on
 * their port.
 */
export async function runningServers(place: Folder): Promise<readonly RunningServer[]> {
  const known = (await readAll(place)).filter(({ pid }) => isAlive(pid))
  const open = await Promise.all(known.map(({ port }) => isListening(port)))
  const running = known.filter((_, at) => open[at]).sort((a, b) => b.started - a.started)
  return running.map(({ pid: _, started: __, path: ___, ...server }) => server)
}

/** Returns the running server to which a URL belongs. */
export async function serverOf(place: Folder, url: string): Promise<RunningServer | undefined> {
  if (!isLocal(url)) return undefined
  const port = URL.parse(url)?.port || '80'
  return (await runningServers(place)).find((server) => String(server.port) === port)
}
