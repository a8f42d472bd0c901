import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import type { TestProject } from 'vitest/node'
import { findChromium } from '../../tools/examples/browser.ts'
import { freePort } from '../support/process/free-port.ts'
import { copyProject } from '../support/project/project-copy.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of a fresh `npm start`; empty if no Chromium is available. */
    playground: string
    chromium: string
  }
}

/** Folder for screenshots of the page, to be looked at. */
export const SCREENSHOTS = 'dist/browser'

/** Starts the local server in a fresh copy of the project, as a new user would. */
export default async function setup({ provide }: TestProject) {
  const chromium = findChromium(process.env)
  if (!chromium) {
    if (process.env['CI'] === 'true')
      throw new Error('there is no Chromium: install it, or set CHROMIUM to one')
    console.log('There is no Chromium: the pages are not looked at. Install it, or set CHROMIUM to one.')
    provide('playground', '')
    provide('chromium', '')
    return undefined
  }
  await mkdir(SCREENSHOTS, { recursive: true })
  const copy = await copyProject()
  const port = await freePort()
  const server = spawn(process.execPath, ['cli/main.ts', 'start', '--port', String(port)], {
    cwd: copy.directory,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  for (const stream of [server.stdout, server.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
  const end = async () => {
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid)
    await copy.remove()
  }
  const ended = once(server, 'exit')
  const isReady = () => output.join('').includes('/samples/')
  while (!isReady()) {
    const running = await Promise.race([
      ended.then(() => false),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 100)),
    ])
    if (running) continue
    await end()
    throw new Error(`npm start ended:\n${output.join('')}`)
  }
  provide('playground', `http://127.0.0.1:${port}`)
  provide('chromium', chromium)
  return end
}
