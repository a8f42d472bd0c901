import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }

const INSTALL = 'run npm ci in the folder of the repository, and try again\n'

/** A copy of the files that the commands need, without packages. */
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-'))
  for (const name of ['cli', 'src', 'package.json']) await cp(name, join(folder, name), { recursive: true })
})
afterAll(() => rm(folder, { recursive: true }))

/** Makes the folder of packages for one test, without any package. */
async function makeModules(): Promise<void> {
  const modules = join(folder, 'node_modules')
  await mkdir(modules)
  onTestFinished(() => rm(modules, { recursive: true }))
}

function launch(...args: readonly string[]) {
  const options = { encoding: 'utf8', cwd: folder } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, ['cli/launch.js', ...args], options)
  return { status, stdout, stderr }
}

test.each([['start'], ['sign', '/a.jpg'], ['verify', 'https://h/a'], ['keygen'], ['doctor'], []])(
  'without node_modules, a sentence names npm ci: %s %s',
  (...args) => {
    expect(launch(...args)).toEqual({
      status: 1,
      stdout: '',
      stderr: `the packages are not installed: ${INSTALL}`,
    })
  },
)

test('without one of the packages, a sentence names the package', async () => {
  await makeModules()
  expect(launch('keygen')).toEqual({
    status: 1,
    stdout: '',
    stderr: `the package commander is not installed: ${INSTALL}`,
  })
})

test('a Node that does not run TypeScript is named', async () => {
  await makeModules()
  const options = { encoding: 'utf8', cwd: folder } as const
  const args = ['--no-experimental-strip-types', 'cli/launch.js', 'keygen']
  const { status, stderr } = spawnSync(process.execPath, args, options)
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: `Node ${process.versions.node} does not run TypeScript: use npx --no signet or npm run, which run the Node of node_modules\n`,
  })
})

test('every script starts the commands through this file', () => {
  const scripts: readonly string[] = Object.values(manifest.scripts)
  expect(scripts.filter((line) => line.includes('cli/main.ts'))).toEqual([])
})
