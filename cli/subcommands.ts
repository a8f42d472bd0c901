import { unknownName } from '../src/signing/url/nearest.ts'
import { askOn } from './ask.ts'
import type { Command, Io } from './command.ts'
import { INVOKE, type Invocations } from './invocation.ts'
import { closedOutput, endIfUnwritable } from './output.ts'
import { version } from './version.ts'
import { visible } from './visible.ts'

/** One row in the command list. */
export interface Subcommand {
  /** One line that describes the subcommand in the usage text. */
  readonly does: string
  /**
   * Loads the command. It is only called for the command that runs, so that no other modules are
   * loaded.
   */
  readonly load: () => Promise<Command>
}

export type Subcommands = Readonly<Record<string, Subcommand>>

/** Subcommands' other names, which the usage text does not list. */
export type OtherNames = Readonly<Record<string, string>>

function usageOf(subcommands: Subcommands, lines: Invocations): string {
  const column = Math.max(8, ...Object.keys(subcommands).map((word) => word.length + 2))
  const rows = Object.entries(subcommands).map(([word, { does }]) => `  ${word.padEnd(column)}${does}`)
  const usage = `usage: ${lines.run('NAME', 'ARGUMENTS')}`
  return [usage, `help:  ${lines.run('NAME', '--help')}`, ...rows].join('\n')
}

/**
 * Runs the subcommand that the arguments name.
 * @param lines lines that the usage text shows
 * @returns the exit code
 */
export async function run(
  subcommands: Subcommands,
  otherNames: OtherNames,
  [given = '', ...args]: readonly string[],
  io: Io,
  lines: Invocations = INVOKE,
): Promise<number> {
  const name = (Object.hasOwn(otherNames, given) && otherNames[given]) || given
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined
  if (subcommand) return (await subcommand.load())(args, io)
  if (given === '--version' || given === 'version') {
    io.out(version())
    return 0
  }
  const usage = usageOf(subcommands, lines)
  if (given === '--help' || given === 'help') {
    io.out(usage)
    return 0
  }
  io.err(given === '' ? usage : `${unknownName('command', given, Object.keys(subcommands))}\n${usage}`)
  return 1
}

/**
 * Runs the subcommand that the process was started with, or prints the list of subcommands. Sets
 * the exit code.
 * @param lines lines that the usage text shows
 */
export async function runSubcommand(
  subcommands: Subcommands,
  otherNames: OtherNames = {},
  lines: Invocations = INVOKE,
): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) endIfUnwritable(stream)
  const io: Io = {
    out: (line) => process.stdout.write(`${visible(line)}\n`),
    err: (line) => process.stderr.write(`${visible(line)}\n`),
    env: process.env,
    cwd: process.cwd(),
    now: () => Math.floor(Date.now() / 1000),
    ...(process.stdin.isTTY && process.stderr.isTTY && { ask: askOn(process.stdin, process.stderr) }),
  }
  const closed = closedOutput()
  if (closed !== undefined) io.err(closed)
  process.exitCode =
    closed === undefined ? await run(subcommands, otherNames, process.argv.slice(2), io, lines) : 1
}
