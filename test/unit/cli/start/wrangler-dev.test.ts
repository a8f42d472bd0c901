import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { makeProject } from '../../../support/project.ts'

/** Stand-in of wrangler's script: it starts the process that does the work, as wrangler's does. */
const SCRIPT = `
const { spawn } = require('node:child_process')
const { join } = require('node:path')
spawn(process.execPath, [...process.execArgv, join(__dirname, 'work.js')], { stdio: 'inherit' })
  .on('exit', () => process.exit())
process.on('SIGTERM', () => undefined)
`

/** Stand-in of the process that does the work. It starts a process like workerd. */
const WORK = `
const { spawn } = require('node:child_process')
const { writeFileSync } = require('node:fs')
const workerd = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'])
process.on('exit', () => workerd.kill('SIGKILL'))
writeFileSync('pids', JSON.stringify({ script: process.ppid, work: process.pid, workerd: workerd.pid }))
setInterval(() => undefined, 1000)
`

/** Program that serves a project with `startWrangler`. */
const STARTER = `
import { startWrangler } from ${JSON.stringify(pathToFileURL('cli/start/wrangler-dev.ts').href)}
const folder = process.cwd()
const project = { folder, file: undefined, shown: 'wrangler.toml', environment: undefined, isChosen: false }
startWrangler({ entry: 'worker.ts', port: 9, variables: {} }, { project, env: process.env })
setInterval(() => undefined, 1000)
`

interface Pids {
  readonly script: number
  readonly work: number
  readonly workerd: number
}

/** Starts the stand-ins. Returns the process that started them, and their ids. */
async function startAll() {
  const cwd = await makeProject({ 'starter.mjs': STARTER })
  const wrangler = join(cwd, 'node_modules', 'wrangler')
  await mkdir(join(wrangler, 'bin'), { recursive: true })
  await writeFile(join(wrangler, 'package.json'), '{"name":"wrangler","version":"4.9.9","main":"cli.js"}')
  await writeFile(join(wrangler, 'cli.js'), '')
  await writeFile(join(wrangler, 'bin', 'wrangler.js'), SCRIPT)
  await writeFile(join(wrangler, 'bin', 'work.js'), WORK)
  const starter = spawn(process.execPath, [join(cwd, 'starter.mjs')], { cwd, stdio: 'ignore' })
  onTestFinished(() => void starter.kill('SIGKILL'))
  const read = async (): Promise<Pids> => JSON.parse(await readFile(join(cwd, 'pids'), 'utf8'))
  await expect.poll(() => read().catch(() => undefined), { timeout: 15_000 }).toBeDefined()
  return { starter, pids: await read() }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test.each(['SIGTERM', 'SIGKILL'] as const)('all processes end if %s ends their starter', async (signal) => {
  const { starter, pids } = await startAll()
  expect(Object.values(pids).map(isAlive)).toEqual([true, true, true])
  starter.kill(signal)
  await expect.poll(() => Object.values(pids).filter(isAlive), { timeout: 10_000 }).toEqual([])
})

// Windows has no process groups.
test.skipIf(process.platform === 'win32').each(['script', 'work'] as const)(
  'workerd ends if wrangler is killed: %s',
  async (name) => {
    const { pids } = await startAll()
    process.kill(pids[name], 'SIGKILL')
    await expect.poll(() => Object.values(pids).filter(isAlive), { timeout: 10_000 }).toEqual([])
  },
)
