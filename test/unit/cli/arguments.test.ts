import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { parseCommandLine } from '../../../cli/arguments.ts'
import { command } from '../../../cli/command.ts'
import { runCommand } from '../../support/project/command.ts'

const SPEC = {
  name: 'paint',
  does: 'Paints files.',
  argument: { name: 'FILE', about: 'what to paint', many: true },
  flags: {
    color: { value: 'NAME', initial: 'red', about: 'color of the paint' },
    layer: { value: 'N', many: true, about: 'one layer' },
    title: { value: 'TEXT', about: 'below the picture' },
    dry: { about: 'paints nothing' },
    twoSided: { about: 'paints the back, too' },
  },
  examples: ['', 'a.png --color blue'],
} as const

const parse = (...args: string[]) => parseCommandLine(SPEC, args)

test('reads arguments and flags in any order', () => {
  expect(parse('a', '--layer', '1', '--dry', '--layer=2', 'b', '--title', '-5')).toEqual({
    verb: '',
    argument: 'a',
    all: ['a', 'b'],
    flags: { color: 'red', layer: ['1', '2'], dry: true, title: '-5' },
  })
})

test('converts hyphenated flags to names', () => {
  expect(parse('a', '--two-sided')).toMatchObject({ flags: { twoSided: true } })
  expect(() => parse('a', '--twoSided')).toThrow('did you mean --two-sided?')
})

test('omits flags that are not given', () => {
  expect(parse('a')).toEqual({ verb: '', argument: 'a', all: ['a'], flags: { color: 'red' } })
})

test('takes everything after -- as an argument', () => {
  expect(parse('--', '--dry')).toMatchObject({ all: ['--dry'], flags: { color: 'red' } })
})

test('shares nothing between runs', () => {
  parse('a', '--layer', '1')
  expect(parse('a')).toMatchObject({ flags: { color: 'red' } })
  expect(parse('a')).not.toHaveProperty('flags.layer')
})

test('prints its usage', () => {
  const parsed = parse('a', '--help')
  const help = 'help' in parsed ? parsed.help : ''
  expect(help).toMatch(/^Usage: npx --no signet paint \[options\] <FILE\.\.\.>\n\nPaints files\.\n/)
  expect(help).toMatch(/^ {2}--color <NAME> +color of the paint \(default: "red"\)$/m)
  expect(help).toMatch(/^ {2}--dry +paints nothing$/m)
  expect(help).toMatch(
    /\nExamples:\n {2}npx --no signet paint\n {2}npx --no signet paint a\.png --color blue$/,
  )
})

describe('parsing refuses', () => {
  test.each([
    [[], "missing required argument 'FILE'"],
    [['a', '--colour', 'blue'], "unknown option '--colour'; did you mean --color?"],
    [['a', '--xyz'], "unknown option '--xyz'"],
    [['a', '--title'], "option '--title <TEXT>' argument missing"],
  ])('%j', (args, message) => {
    expect(() => parse(...args)).toThrow(`${message}\nnpx --no signet paint --help lists its arguments`)
  })
})

describe('a command that fails', () => {
  const failing = (error: unknown) =>
    command({ name: 'x', does: 'Fails.', flags: {} }, () => Promise.reject(error))

  test('prints a message for a file system error', async () => {
    const error = Object.assign(new Error('EACCES: …'), { code: 'EACCES', path: '/a/b' })
    expect(await runCommand(failing(error), [])).toEqual({
      code: 1,
      out: [],
      err: ['/a/b: permission denied'],
    })
  })

  test('prints a message if a folder is in the place of a file', async () => {
    const reading = command({ name: 'x', does: 'Reads.', flags: {} }, async () => {
      await readFile('.')
      return 0
    })
    expect((await runCommand(reading, [])).err).toEqual(['a folder was named where a file is expected'])
  })

  test('prints the stack trace of a defect', async () => {
    const defect = new TypeError('x is not a function')
    await expect(runCommand(failing(defect), [])).rejects.toBe(defect)
  })
})
