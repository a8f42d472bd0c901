import { existsSync, globSync } from 'node:fs'
import { basename, dirname, join, normalize, resolve } from 'node:path'
import heic from '../../packages/heic/package.json' with { type: 'json' }
import signer from '../../packages/signer/package.json' with { type: 'json' }
import worker from '../../packages/worker/package.json' with { type: 'json' }
import { type Block, type Fault, fault } from './block.ts'
import { fillPlaceholders } from './placeholders.ts'
import { checkCommand, programOf, scriptOf } from './programs.ts'
import { runShell, type ShellCase } from './run-shell.ts'
import { readShell, type ShellLine } from './shell-lines.ts'
import type { Command, Step } from './shell-words.ts'
import { HEAVY, HEAVY_PROGRAMS, INSTALLED_SIGNET, SKIPPED } from './treatments.ts'
import type { Workshop } from './workshop.ts'

/** Address of `npm start` in the pages. */
const LOCAL = '127.0.0.1:8787'

/** Commands of wrangler that need no account. */
const OFFLINE = /^wrangler (?:dev|types|docs|check)\b|--(?:dry-run|local|help)\b/

/** Returns the folder, relative to the repository, in which the commands of a page are typed. */
export const folderOf = (page: string) => (page.startsWith('examples/') ? dirname(page) : '.')

/** Packages that `npm run tool packages` installs with everything that they depend on. */
const LARGE: readonly string[] = [worker.name, heic.name]

const packagesOf = (words: readonly string[]) => words.slice(2).filter((word) => !word.startsWith('-'))

const isInstall = ({ words: [program, verb] }: Command) =>
  program === 'npm' && (verb === 'install' || verb === 'i' || verb === 'add')

/**
 * Returns the reason why the words of a command are checked without running it, or `undefined` if
 * the command runs.
 */
function whyChecked({ words }: Command, folder: string): string | undefined {
  const script = scriptOf(words, folder)
  const heavy = typeof script === 'object' ? HEAVY[script.name] : undefined
  const [program = '', first = ''] = programOf(words, folder)
  if (program === 'signet') return folder === '.' ? HEAVY[first] : INSTALLED_SIGNET
  return heavy ?? HEAVY_PROGRAMS[program]
}

function needsAccount({ words }: Command, folder: string): boolean {
  const program = programOf(words, folder)
  return program[0] === 'wrangler' && !OFFLINE.test(program.join(' '))
}

/**
 * Returns the local path that replaces a package's name, so that npm installs it without a network.
 * @throws Error the package is not installed
 */
function packageFor(word: string, installed: string): string {
  const [tarball = ''] = globSync(join(installed, '*.tgz'))
  if (word === signer.name) return tarball
  if (word.endsWith('.tgz')) {
    if (basename(word) === basename(tarball)) return tarball
    throw new Error(`${word} is not the name of the package: npm run package makes ${basename(tarball)}`)
  }
  if (!existsSync(join('node_modules', word)))
    throw new Error(`${word} is not among the packages of this repository`)
  return resolve('node_modules', word)
}

/** Returns a line that runs `npm install` in an empty project. */
function installLine({ words }: Command, { site }: Workshop, installed: string): string {
  const packages = packagesOf(words)
  const paths = packages.map((word) => `'${packageFor(word, installed)}'`)
  return `(cd '${site}' && npm install --silent ${paths.join(' ')})`
}

export interface ShellTools {
  readonly workshop: Workshop
  /** Folder in which the packed signer is installed. */
  readonly installed: string
}

interface Plan {
  readonly cases: ShellCase[]
  readonly faults: Fault[]
}

/** Returns a block's lines to run, and the faults in its other commands. */
async function plan(block: Block, expected: readonly string[], tools: ShellTools | undefined): Promise<Plan> {
  const faults: Fault[] = []
  const cases: ShellCase[] = []
  const defined = new Set<string>()
  let folder = folderOf(block.page)
  let lines: readonly ShellLine[] = []
  try {
    lines = readShell(block.text)
  } catch (error) {
    faults.push(fault(block, String(error)))
  }

  async function codeOf({ raw, commands }: Step, offset: number): Promise<string | undefined> {
    const say = (what: string) => void faults.push(fault(block, what, offset))
    if (SKIPPED[raw] !== undefined) return undefined
    const accounts = block.marks.includes('account')
    const checked = accounts || commands.some((command) => whyChecked(command, folder) !== undefined)
    const network = !accounts && commands.some((command) => needsAccount(command, folder))
    if (network) say(`${raw} needs an account: put <!-- account --> on the line before the block`)
    for (const { words } of commands)
      if (!defined.has(words[0] ?? '')) for (const what of checkCommand(words, folder)) say(what)
    const [
      {
        words: [program, target],
      } = { words: [] },
    ] = commands
    if (program === 'cd' && target) folder = normalize(join(folder, target))
    if (checked || network || !tools) return undefined
    const [command] = commands
    if (command && isInstall(command) && packagesOf(command.words).some((name) => LARGE.includes(name)))
      return undefined
    if (command && isInstall(command)) return installLine(command, tools.workshop, tools.installed)
    return fillPlaceholders(raw, tools.workshop.keys)
  }

  for (const [index, { offset, steps, output, defines }] of lines.entries()) {
    if (defines !== undefined) defined.add(defines)
    const last = index === lines.length - 1
    const codes: string[] = []
    for (const step of steps) {
      const code = await codeOf(step, offset).catch(
        (error) => void faults.push(fault(block, String(error), offset)),
      )
      if (code !== undefined) codes.push(code)
    }
    const fails = last && block.marks.includes('fails')
    const printed = last && expected.length > 0 ? expected : output
    if (codes.length > 0) cases.push({ offset, code: codes.join('\n'), output: printed, fails })
  }
  return { cases, faults }
}

/**
 * Checks a block of shell and runs the lines that can run.
 * @param expected last command's output; empty if it is not compared
 * @param tools if absent, no line runs
 */
export async function checkShell(
  block: Block,
  expected: readonly string[],
  tools: ShellTools | undefined,
): Promise<Fault[]> {
  const { cases, faults } = await plan(block, expected, tools)
  if (!tools || faults.length > 0 || cases.length === 0) return faults
  const { workshop } = tools
  const local = `127.0.0.1:${workshop.port}`
  const isLocal = cases.some(({ code }) => code.includes(LOCAL))
  const repository = isLocal ? workshop.served : workshop.folder
  const cwd = join(repository, folderOf(block.page))
  const ported = cases.map((one) => ({
    ...one,
    code: one.code.replaceAll(LOCAL, local),
    output: one.output.map((line) => line.replaceAll(LOCAL, local)),
  }))
  const failed = await runShell(ported, { cwd, env: workshop.env, repository })
  return failed.map(({ offset, what }) => fault(block, what.replaceAll(local, LOCAL), offset))
}
