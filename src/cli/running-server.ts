import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const fileIn = (cwd: string) => join(cwd, '.wrangler', 'signet-server.json')

/** Where the local server listens when no port is given. */
export const DEFAULT_PORT = 8787

/** Records that this process serves on a port, for `sign` in the same directory. */
export async function recordServer(cwd: string, port: number): Promise<void> {
  await mkdir(dirname(fileIn(cwd)), { recursive: true })
  await writeFile(fileIn(cwd), JSON.stringify({ pid: process.pid, port }))
}

async function read(cwd: string): Promise<{ pid: number; port: number } | undefined> {
  try {
    const { pid, port } = JSON.parse(await readFile(fileIn(cwd), 'utf8'))
    return Number.isInteger(pid) && Number.isInteger(port) ? { pid, port } : undefined
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

/** The port of the server that runs in a directory, else the default one. */
export async function serverPort(cwd: string): Promise<number> {
  const server = await read(cwd)
  return server && isAlive(server.pid) ? server.port : DEFAULT_PORT
}
