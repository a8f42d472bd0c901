import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unknownName } from '../../src/signing/url/nearest.ts'
import { parseOptions as parseFuzz } from '../fuzz/options.ts'
import { parseOptions as parseLoad } from '../load/options.ts'
import { SCENARIO_NAMES } from '../load/scenarios.ts'
import { checkFlags, readHelp } from './flags.ts'

const helps = new Map<string, string>()

/** Returns the help text for one of this repository's commands; empty if the command fails. */
function helpOf(...command: readonly [string, ...string[]]): string {
  const key = command.join(' ')
  const known = helps.get(key)
  if (known !== undefined) return known
  const [program, ...args] = command
  const { status, stdout } = spawnSync(program, [...args, '--help'], { encoding: 'utf8' })
  const help = status === 0 ? stdout : ''
  helps.set(key, help)
  return help
}

/** Returns the faults that a tool's own parser finds in arguments. */
function parse(run: () => unknown): string[] {
  try {
    run()
    return []
  } catch (error) {
    if (error instanceof TypeError) return [error.message]
    throw error
  }
}

/** Tools whose parser is called directly with the arguments. */
const PARSERS: Readonly<Record<string, (args: readonly string[]) => string[]>> = {
  'test/load/main.ts': (args) => parse(() => parseLoad(args, SCENARIO_NAMES)),
  'test/fuzz/main.ts': (args) => parse(() => parseFuzz(args, 0)),
  'bench/main.ts': (args) => {
    const command = ['--import', './cli/wasm-hook.ts', 'bench/main.ts', ...args, '--help']
    const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
    return status === 0 ? [] : [/TypeError.*: (.*)/.exec(stderr)?.[1] ?? stderr]
  },
}

/** Names of scripts whose first argument is a command. */
const COMMAND_LINES = ['cli/launch.js', 'cli/main.ts', 'cli/signet.ts', 'tools/main.ts']

/**
 * Returns the faults of `node SCRIPT ARGUMENTS`.
 * @param args arguments of node
 */
export function checkNode(args: readonly string[], folder: string): string[] {
  const at = args.findIndex(
    (arg) => /\.[cm]?[jt]s$/.test(arg) && !arg.startsWith('--import') && !/hook/.test(arg),
  )
  const script = args[at]
  if (script === undefined) return []
  if (!existsSync(join(folder, script))) return [`there is no file ${script}`]
  const rest = args.slice(at + 1)
  const parser = PARSERS[script]
  if (parser) return parser(rest)
  if (!COMMAND_LINES.includes(script)) return []
  const [name = '', ...own] = rest
  const help = helpOf(process.execPath, script, name)
  if (help === '') return [`${script} has no command ${name}`]
  return checkFlags(own, readHelp(help)).faults
}

const projectNames = () =>
  [...readFileSync('vitest.config.ts', 'utf8').matchAll(/^ {10}name: '(\w+)'/gm)].map(([, name = '']) => name)

/** Returns the faults in the arguments of `vitest`: flags, projects and files. */
export function checkVitest([first = '', ...rest]: readonly string[]): string[] {
  const args = first === 'run' ? rest : [first, ...rest]
  const { faults, others } = checkFlags(
    args,
    readHelp(helpOf(process.execPath, 'node_modules/vitest/vitest.mjs', 'run')),
  )
  const projects = args.flatMap((arg, index) => (arg === '--project' ? [args[index + 1] ?? ''] : []))
  const known = projectNames()
  return [
    ...faults,
    ...projects.filter((name) => !known.includes(name)).map((name) => unknownName('project', name, known)),
    ...others.filter((file) => !existsSync(file)).map((file) => `there is no file ${file}`),
  ]
}

/** Returns the faults in a node_modules program's arguments, according to its help text. */
export function checkInstalled(name: string, args: readonly string[]): string[] {
  const program = join('node_modules', '.bin', name)
  if (!existsSync(program)) return [`${name} is not in package.json, so that npx would download it`]
  const [first = ''] = args
  const help = helpOf(program, ...(/^[a-z]/.test(first) ? [first] : []))
  return help === '' ? [] : checkFlags(args, readHelp(help)).faults
}
