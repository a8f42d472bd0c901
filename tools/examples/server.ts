import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '../../test/support/process/free-port.ts'
import type { RunSettings } from './run-program.ts'

interface ServerSettings extends RunSettings {
  /** URL path that answers 200 when the server is ready. The default is `/`. */
  readonly ready?: string
}

const START_TIMEOUT_MS = 120_000

/** An app's server in a separate process. */
export interface AppServer {
  readonly url: string
  close(): Promise<void>
}

const isUp = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )

/**
 * Starts a Node script that serves an app, and waits for its first answer.
 * @throws Error with the script's output if the script ends or does not answer in time
 */
export async function startServer(
  script: (port: number) => readonly string[],
  { cwd, env = {}, ready = '' }: ServerSettings,
): Promise<AppServer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const child = spawn(process.execPath, [...script(port)], { cwd, env: { ...process.env, ...env } })
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = once(child, 'close')
  const close = async () => {
    child.kill()
    await ended
  }
  for (const limit = Date.now() + START_TIMEOUT_MS; child.exitCode === null && Date.now() < limit; ) {
    if (await isUp(url + ready)) return { url, close }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await close()
  throw new Error(`${script(port).join(' ')} in ${cwd} does not serve:\n${Buffer.concat(chunks)}`)
}
