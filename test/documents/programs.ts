import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unknownName } from '../../src/signing/url/nearest.ts'
import { PROGRAMS } from '../../tools/programs.ts'
import { readSteps } from './shell-words.ts'
import { checkInstalled, checkNode, checkVitest } from './tool-flags.ts'
import { FOREIGN, STANDARD } from './treatments.ts'
import { checkWrangler } from './wrangler-commands.ts'

/** A script in a package.json, or a tool, that a command line runs. */
export interface Script {
  readonly name: string
  /** Words in the script's last command, followed by the arguments after `--`. */
  readonly words: readonly string[]
}

/** Flags of npm itself that occur on the pages. */
const NPM_FLAGS = ['--silent', '-s']

function readScripts(folder: string): Readonly<Record<string, string>> {
  const file = join(folder, 'package.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).scripts ?? {}) : {}
}

/**
 * Returns the script that `npm run NAME -- ARGUMENTS` runs in a folder, or the tool that `npm run
 * tool NAME -- ARGUMENTS` runs. A string is an error
 * message; `undefined` means that the command runs no script.
 */
export function scriptOf(words: readonly string[], folder: string): Script | string | undefined {
  const [program, ...args] = words
  if (program !== 'npm') return undefined
  const end = args.indexOf('--')
  const before = (end < 0 ? args : args.slice(0, end)).filter((word) => !NPM_FLAGS.includes(word))
  const [verb = '', ...named] = before
  const [name = '', ...others] = ['start', 'test'].includes(verb) ? before : named
  if (name !== verb && !['run', 'run-script'].includes(verb)) return undefined
  const scripts = readScripts(folder)
  const script = scripts[name]
  if (script === undefined) return unknownName('npm script', name, Object.keys(scripts))
  const [tool, ...lost] = name === 'tool' ? others : [undefined, ...others]
  if (lost.length > 0) return `npm keeps ${lost[0]} for itself: put -- before the arguments of a script`
  const given = end < 0 ? [] : args.slice(end + 1)
  const run = tool === undefined ? undefined : PROGRAMS[tool]
  if (run) return { name: `tool ${tool}`, words: [...run.command, ...given] }
  const last = readSteps(script).at(-1)?.commands.at(-1)?.words ?? []
  const toolName = tool === undefined ? [] : [tool]
  return { name: [name, ...toolName].join(' '), words: [...last, ...toolName, ...given] }
}

/** Removes `npx` and its own flags from a command. */
const withoutNpx = (words: readonly string[]) =>
  words[0] === 'npx'
    ? words.slice(1).filter((word, index) => index > 0 || !/^(?:-y|--yes|--no)$/.test(word))
    : words

/** Returns the program that `npx` or `npm run` starts, with its arguments. */
export function programOf(words: readonly string[], folder: string): readonly string[] {
  const script = scriptOf(words, folder)
  return withoutNpx(typeof script === 'object' ? script.words : words)
}

/**
 * Returns the script that `npx --no signet` runs: the repository's, or the package's in projects.
 * Only projects have the command `dev`.
 */
const signetOf = ([name]: readonly string[], folder: string) =>
  folder === '.' && name !== 'dev' ? 'cli/main.ts' : 'cli/signet.ts'

const CHECKS: Readonly<Record<string, (args: readonly string[], folder: string) => string[]>> = {
  node: checkNode,
  signet: (args, folder) => checkNode([signetOf(args, folder), ...args], '.'),
  vitest: checkVitest,
  wrangler: checkWrangler,
}

const OWN_COMMANDS = ['init', 'ci', 'install', 'i', 'update', 'version', 'login', 'pack', 'publish', 'create']

/**
 * Checks a command without running it and returns its faults.
 * @param folder working directory, relative to the repository
 */
export function checkCommand(words: readonly string[], folder: string): string[] {
  const [first, second = ''] = words
  if (first === undefined) return []
  const script = scriptOf(words, folder)
  if (typeof script === 'string') return [script]
  if (script === undefined && first === 'npm')
    return OWN_COMMANDS.includes(second) ? [] : [unknownName('npm command', second, OWN_COMMANDS)]
  const [program = '', ...args] = programOf(words, folder)
  const typed = script === undefined && first !== 'npx'
  if (typed && [...STANDARD, ...FOREIGN].includes(program)) return []
  if (typed && existsSync(join('node_modules', '.bin', program)) && program !== 'node')
    return [`${program} is no command of a shell here: put npx before it`]
  if (program === 'npm') return checkCommand([program, ...args], folder)
  const check = CHECKS[program]
  if (check) return check(args, folder)
  if (typed) return existsSync(join(folder, program)) ? [] : [unknownName('program', program, STANDARD)]
  // The apps in examples have packages of their own, so their programs are not checked.
  return folder === '.' ? checkInstalled(program, args) : []
}
