import { execFile, spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }

const DEVELOPMENT = [
  'start',
  'explain',
  'corpus',
  'deny',
  'docs',
  'mark',
  'migrate',
  'package',
  'purge',
  'security',
  'size',
  'warm',
] as const
const PRODUCT = ['sign', 'verify', 'doctor', 'keygen'] as const

function usageOf(main: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  return stderr
}

test.each([
  ['src/cli/main.ts', PRODUCT],
  ['tools/main.ts', DEVELOPMENT],
])('%s runs its commands and no others', (main, names) => {
  const listed = [...usageOf(main).matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name)
  expect(listed).toEqual(names)
  for (const name of names) expect(manifest.scripts[name]).toBe(`node ${main} ${name}`)
})

test('docs/command-line.md has a row for each that an owner runs', async () => {
  const page = await readFile('docs/command-line.md', 'utf8')
  const forOwners = [...DEVELOPMENT, ...PRODUCT].filter(
    (name) => !['start', 'docs', 'security', 'size'].includes(name),
  )
  const rows = [...page.matchAll(/^\| `npm run (\w+)` \|/gm)].map(([, name]) => name)
  expect(rows.sort()).toEqual(forOwners.sort())
})

const run = promisify(execFile)

// All at once: each takes a second to load its modules.
test.concurrent.each(DEVELOPMENT)('%s explains itself for --help', async (name) => {
  const { stdout, stderr } = await run(process.execPath, ['tools/main.ts', name, '--help'])
  expect(stderr).toBe('')
  expect(stdout).toMatch(new RegExp(`^Usage: npm run ${name} -- \\[options\\]`))
})

test('a folder that is not there has a sentence and no stack trace', () => {
  const args = ['tools/main.ts', 'corpus', '/nope']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr: '/nope: no such file or directory\n',
  })
})
