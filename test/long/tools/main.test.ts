import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import { PROGRAMS } from '../../../tools/programs.ts'

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
/** Tools with an npm script of their own. */
const WITH_SCRIPT: readonly string[] = ['docs', 'package', 'site']
const TOOLS = [
  'adapters',
  'builds',
  'docs',
  'examples',
  'language',
  'mark-trial',
  'package',
  'release',
  'scope',
  'security',
  'site',
  'size',
  'stacks',
  'webp-corpus',
] as const
/** Tools that run a program, which has a help text of its own. */
const PROGRAM_TOOLS = Object.keys(PROGRAMS)

/** Follows each command's output. */
const END = '\u0004'

function usageOf(main: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  return stderr
}

test.each([
  ['cli/main.ts', COMMANDS],
  ['tools/main.ts', [...TOOLS, ...PROGRAM_TOOLS]],
])('%s runs its own commands only', (main, names) => {
  const listed = [...usageOf(main).matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name)
  expect(listed).toEqual(names)
})

test('each command has a script, and so have the tools that are used most', () => {
  const scripts: Readonly<Record<string, string>> = manifest.scripts
  for (const name of COMMANDS) if (name !== 'corpus') expect(scripts[name]).toBe(`node cli/launch.js ${name}`)
  for (const name of WITH_SCRIPT) expect(scripts[name]).toBe(`npm run --silent tool ${name} --`)
  expect(Object.keys(scripts)).toHaveLength(24)
})

test('docs/command-line.md has a row for each command that an owner runs', async () => {
  const page = await readFile('docs/command-line.md', 'utf8')
  const forOwners = [...COMMANDS.filter((name) => name !== 'start'), 'package', 'release', 'scope']
  const rows = [...page.matchAll(/^\| `(?:npm run(?: tool)?|npx --no signet) (\w+)` \|/gm)].map(
    ([, name]) => name,
  )
  expect(rows.sort()).toEqual(forOwners.sort())
})

/**
 * Calls a program with `--help` for each command. All run in one process, because each process
 * needs a third of a second to load its modules.
 * @returns each command's output
 */
function helpOf(main: string, names: readonly string[]): string[] {
  const script = `
    for (const stream of [process.stdout, process.stderr]) stream.setMaxListeners(0)
    for (const name of ${JSON.stringify(names)}) {
      process.argv = [process.execPath, '${main}', name, '--help']
      await import('./${main}?' + name)
      if (process.exitCode !== 0) throw new Error(name + ' exits with ' + process.exitCode)
      process.stdout.write(${JSON.stringify(END)})
    }`
  const args = ['--input-type=module', '-e', script]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout.split(END).slice(0, -1)
}

test.each([
  ['cli/main.ts', 'npx --no signet NAME', COMMANDS],
  // docs comes last, because it lets modules import WebAssembly.
  [
    'tools/main.ts',
    'npm run tool NAME --',
    TOOLS.toSorted((a, b) => Number(a === 'docs') - Number(b === 'docs')),
  ],
] as const)('%s prints the usage of each command for --help', (main, line, names) => {
  const printed = helpOf(main, names)
  expect(printed).toHaveLength(names.length)
  for (const [at, name] of names.entries()) {
    expect(printed[at]?.startsWith(`Usage: ${line.replace('NAME', name)} [options]`), name).toBe(true)
    expect(printed[at]).toMatch(/^ {2}--help +prints this help$/m)
  }
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
