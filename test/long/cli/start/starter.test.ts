import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { startersOf } from '../../../../cli/start/starter.ts'
import { makeProject } from '../../../support/project/project.ts'

const TREE: Readonly<Record<number, { name: string; parent: number; state: string }>> = {
  40: { name: 'sh', parent: 30, state: 'S' },
  30: { name: 'npm start', parent: 20, state: 'S' },
  20: { name: '-bash', parent: 10, state: 'S' },
}
const read = (pid: number) => TREE[pid]

test.each([
  ['npm with a shell', 40, true, [40, 30]],
  ['npm itself', 30, true, [30]],
  ['a terminal', 20, false, []],
  ['another program', 30, false, [30]],
  ['a process that the system does not list', 99, true, [99]],
])('finds the starters of a process that is run by %s', (_, pid, byNpm, starters) => {
  expect(startersOf(pid, byNpm, read)).toEqual(starters)
})

const WATCHER = `
import { whenStarterEnds } from ${JSON.stringify(pathToFileURL('cli/start/starter.ts').href)}
const timer = setInterval(() => undefined, 1000)
whenStarterEnds(() => {
  console.log('ended')
  clearInterval(timer)
})
console.log('ready')
`

/** Program that starts the watcher and stays, as npm does, with or without a shell between them. */
const STARTER = `
import { spawn } from 'node:child_process'
const [command, ...args] = process.argv.slice(2)
spawn(command, args, { stdio: 'inherit' })
setInterval(() => undefined, 1000)
`

async function nextLine({ stdout }: ChildProcess): Promise<string> {
  const [chunk] = await once(stdout ?? expect.fail(), 'data')
  return String(chunk).trim()
}

test.skipIf(process.platform === 'win32').each<[string, NodeJS.Signals, readonly string[]]>([
  ['directly', 'SIGTERM', []],
  ['directly', 'SIGKILL', []],
  // The shell waits for the watcher, and survives its own parent.
  ['by a shell', 'SIGKILL', ['sh', '-c', '"$@"; true', 'sh']],
])('a process that is started %s notices %s of its starter', async (_, signal, shell) => {
  const cwd = await makeProject({ 'watcher.mjs': WATCHER, 'starter.mjs': STARTER })
  const args = [join(cwd, 'starter.mjs'), ...shell, process.execPath, join(cwd, 'watcher.mjs')]
  const starter = spawn(process.execPath, args, { env: { ...process.env, npm_lifecycle_event: 'start' } })
  onTestFinished(() => void starter.kill('SIGKILL'))
  expect(await nextLine(starter)).toBe('ready')
  const ended = nextLine(starter)
  starter.kill(signal)
  expect(await ended).toBe('ended')
})
