import { execFile, spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }

const COMMANDS = [
  'start',
  'sign',
  'verify',
  'explain',
  'doctor',
  'keygen',
  'deny',
  'purge',
  'warm',
  'migrate',
  'mark',
  'corpus',
] as const
/** Tools that import built modules: plans take their numbers from the kernel's `sizes.wasm`. */
const NEED_KERNEL: readonly string[] = ['docs']
const TOOLS = ['docs', 'language', 'package', 'release', 'scope', 'security', 'site', 'size'] as const

function usageOf(main: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  return stderr
}

test.each([
  ['cli/main.ts', COMMANDS],
  ['tools/main.ts', TOOLS],
])('%s runs its own commands only', (main, names) => {
  const listed = [...usageOf(main).matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name)
  expect(listed).toEqual(names)
  const script = main === 'cli/main.ts' ? 'cli/launch.js' : main
  for (const name of names) {
    const first = NEED_KERNEL.includes(name) ? 'npm run --silent kernel && ' : ''
    expect(manifest.scripts[name]).toBe(`${first}node ${script} ${name}`)
  }
})

test('docs/command-line.md has a row for each command that an owner runs', async () => {
  const page = await readFile('docs/command-line.md', 'utf8')
  const forOwners = [...COMMANDS, ...TOOLS].filter(
    (name) => !['start', 'docs', 'language', 'security', 'site', 'size'].includes(name),
  )
  const rows = [...page.matchAll(/^\| `(?:npm run|npx --no signet) (\w+)` \|/gm)].map(([, name]) => name)
  expect(rows.sort()).toEqual(forOwners.sort())
})

const run = promisify(execFile)

// The tests run concurrently, because each takes a second to load its modules.
test.concurrent.each([
  ...COMMANDS.map((name) => [name, 'cli/main.ts', `npx --no signet ${name}`] as const),
  ...TOOLS.map((name) => [name, 'tools/main.ts', `npm run ${name} --`] as const),
])('%s prints its usage for --help', async (name, main, line) => {
  const { stdout, stderr } = await run(process.execPath, [main, name, '--help'])
  expect(stderr).toBe('')
  expect(stdout.startsWith(`Usage: ${line} [options]`)).toBe(true)
  expect(stdout).toMatch(/^ {2}--help +prints this help$/m)
})

test('a missing folder is reported without a stack trace', () => {
  const args = ['cli/main.ts', 'corpus', '/nope']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr: '/nope: no such file or directory\n',
  })
})
