import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../../cli/commands.ts'
import { corpus } from '../../cli/corpus/corpus.ts'
import { dev } from '../../cli/start/dev.ts'
import { start } from '../../cli/start/start.ts'
import { readHelp } from '../documents/flags.ts'
import { runCommand } from '../support/project/command.ts'
import { NPMS, type Npm, runNpm } from './npm-project.ts'
import { toolFolder } from './tools.ts'

const TOKEN = 'X8Q0QCg2CnsE0t52grXB2jX1LSdkG-lBKBRi6_Qz15I'

/** Returns the words with `--` at each position, and without it. */
const separated = (words: readonly string[]): readonly (readonly string[])[] => [
  words,
  ...words.map((_, at) => [...words.slice(0, at), '--', ...words.slice(at)]),
]

describe.concurrent.each(NPMS)('with %s', (npm: Npm) => {
  describe.concurrent.each(['local', 'remote'])('deny … --%s', (place) => {
    const words = ['add', TOKEN, `--${place}`, ...(place === 'remote' ? ['--yes'] : [])]

    test.concurrent.each(separated(words))('npm run deny %s %s %s %s %s', async (...typed) => {
      const { code, changed, err } = await runNpm(npm, [
        'npm',
        'run',
        '--silent',
        'deny',
        ...typed.filter(Boolean),
      ])
      const isWhole = typed.indexOf('--') >= 0 && typed.indexOf('--') <= typed.indexOf(`--${place}`)
      expect({ code, changed }).toEqual(isWhole ? { code: 0, changed: [place] } : { code: 1, changed: [] })
      if (isWhole) expect(err).toContain(place === 'local' ? 'local list' : 'deployed list of Worker signet')
      else expect(err).toContain(`  npx --no signet deny add URL… --${place}`)
    })

    test.concurrent('npx --no signet deny', async () => {
      const { code, changed } = await runNpm(npm, ['npx', '--no', 'signet', 'deny', ...words])
      expect({ code, changed }).toEqual({ code: 0, changed: [place] })
    })
  })

  test.concurrent.each([
    ['deny', 'add', TOKEN, '--remote', '--', '--local'],
    ['deny', '--remove', TOKEN, '--', '--remote'],
    ['purge', 'zone', 'images', '--preview', '--', '--remote', '--yes'],
  ])('npm run %s %s %s %s %s %s changes nothing', async (...words) => {
    const { code, changed } = await runNpm(npm, ['npm', 'run', '--silent', ...words])
    expect({ code, changed }).toEqual({ code: 1, changed: [] })
  })

  test.concurrent.each([...Object.keys(COMMANDS), 'start', 'corpus'])(
    'npx --no signet %s reads its arguments',
    async (name) => {
      const { code, err } = await runNpm(npm, ['npx', '--no', 'signet', name, '--nonsense'])
      expect(code).toBe(1)
      expect(err).toContain("unknown option '--nonsense'")
    },
  )

  test.concurrent('npx --no signet migrate prints a URL', async () => {
    const url = 'https://example.com/cdn-cgi/image/width=80/a.jpg'
    const { code, out } = await runNpm(npm, ['npx', '--no', 'signet', 'migrate', url])
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('/a.jpg?width=80') })
  })

  test.concurrent.each([
    ['npm', 'run', '--silent', 'sign', '--'],
    ['npx', '--no', 'signet', 'sign'],
  ])('%s %s %s %s %s signs with the expiry', async (...line) => {
    const { code, out, err } = await runNpm(npm, [...line, '/a.jpg?width=4', '--expiry', '10m'])
    expect([code, out]).toEqual([0, expect.stringMatching(/^http:\S+&expire=\d+&token=\S+$/)])
    expect(err).toMatch(/^expires: \S+ \(in 10 minutes\)\nkey: k1$/m)
  })

  test.concurrent.each(['--expiry', '--expiry=10m'])('npm run sign … %s signs nothing', async (flag) => {
    const words = ['/a.jpg?width=4', flag, ...(flag.includes('=') ? [] : ['10m'])]
    const { code, out, err } = await runNpm(npm, ['npm', 'run', '--silent', 'sign', ...words])
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('npm kept --')
  })

  test.concurrent('npm run sign … --expire 10m signs nothing, or says that the URL never expires', async () => {
    const line = ['npm', 'run', '--silent', 'sign', '/a.jpg?width=4', '--expire', '10m']
    const { code, out, err } = await runNpm(npm, line)
    if (code === 0) expect(err).toMatch(/^expires: never$/m)
    else expect(out).toBe('')
  })
})

describe.each(NPMS)('%s', (npm: Npm) => {
  const load = createRequire(join(toolFolder(npm), 'package.json'))
  const { definitions, shorthands } = load('@npmcli/config/lib/definitions')
  const abbreviations = load('abbrev')(Object.keys(definitions))
  const shorter = load('abbrev')(Object.keys(shorthands))
  const { resolveShort } = load('nopt/lib/nopt-lib.js')

  /** Returns the option that npm makes of a flag. */
  const claimed = (name: string): unknown =>
    abbreviations[name] ??
    resolveShort(`--${name}`, shorter, abbreviations, { shorthands, abbrevHandler: false })

  /** Flags that npm claims, and without which a command changes nothing in another place. */
  const SAFE_TO_LOSE = ['force', 'help', 'json', 'local', 'yes']

  test.each([...Object.keys(COMMANDS), 'start', 'dev', 'corpus'])(
    'has no option of the name of a flag of %s',
    async (name) => {
      const command = { start, dev, corpus }[name] ?? (await COMMANDS[name]?.load()) ?? expect.fail()
      const { out } = await runCommand(command, ['--help'])
      const flags = [...readHelp(out.join('\n')).keys()].map((flag) => flag.slice(2))
      expect(flags).toContain('help')
      const taken = flags.filter((flag) => claimed(flag) !== undefined)
      expect(taken.filter((flag) => !SAFE_TO_LOSE.includes(flag))).toEqual([])
    },
  )

  test.each(['key', 'prefix', 'dry-run'])('has the option %s, which no command has', (name) => {
    expect(claimed(name)).toBeDefined()
  })
})
