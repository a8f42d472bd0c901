import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { startWrangler } from '../../../../cli/start/wrangler-dev.ts'
import { freePort } from '../../../support/process/free-port.ts'
import { placeIn } from '../../../support/project/place.ts'
import { makeProject } from '../../../support/project/project.ts'

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
startWrangler({ entry: 'worker.ts', port: 9, variables: {} }, { project, env: process.env, err: () => undefined })
setInterval(() => undefined, 1000)
`

interface Pids {
  readonly script: number
  readonly work: number
  readonly workerd: number
}

/** Writes a stand-in of wrangler into a project, whose script has the given code. */
async function installScript(cwd: string, script: string): Promise<string> {
  const wrangler = join(cwd, 'node_modules', 'wrangler')
  await mkdir(join(wrangler, 'bin'), { recursive: true })
  await writeFile(join(wrangler, 'package.json'), '{"name":"wrangler","version":"4.9.9","main":"cli.js"}')
  await writeFile(join(wrangler, 'cli.js'), '')
  await writeFile(join(wrangler, 'bin', 'wrangler.js'), script)
  return wrangler
}

/** Starts the stand-ins. Returns the process that started them, and their ids. */
async function startAll() {
  const cwd = await makeProject({ 'starter.mjs': STARTER })
  const wrangler = await installScript(cwd, SCRIPT)
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

/** Stand-in that prints a wrangler line, a request line, and its own level and variable. */
const TALKING = `
const level = process.argv[process.argv.indexOf('--log-level') + 1]
console.log('[wrangler:info] GET /a?token=secret 200 OK (9ms)')
console.log('signet request: GET /a?token=… 200 9 ms')
const { WRANGLER_WRITE_LOGS: files } = process.env
console.log('signet request: ' + JSON.stringify({ level, files, lines: process.argv.includes('PLAYGROUND_LINES:1') }))
`

test('only lines of requests are printed, and wrangler writes no file that has their tokens', async () => {
  const cwd = await makeProject({})
  await installScript(cwd, TALKING)
  const err: string[] = []
  const io = {
    ...{ out: () => undefined, err: (line: string) => void err.push(line), now: () => 0 },
    ...{ env: process.env, cwd, project: placeIn(cwd) },
  }
  const worker = { entry: 'worker.ts', port: await freePort(), variables: {}, log: true }
  expect(await startWrangler(worker, io).ended).toBe(0)
  await expect
    .poll(() => err)
    .toEqual(['GET /a?token=… 200 9 ms', '{"level":"log","files":"false","lines":true}'])
})
