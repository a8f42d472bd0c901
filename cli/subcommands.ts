import { unknownName } from '../src/signing/url/nearest.ts'
import type { Command, Io } from './command.ts'
import { INVOKE } from './invocation.ts'
import { visible } from './visible.ts'

/** One row of the list of commands. */
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

async function run(
  subcommands: Subcommands,
  [name = '', ...args]: readonly string[],
  io: Io,
): Promise<number> {
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined
  if (subcommand) return (await subcommand.load())(args, io)
  const column = Math.max(8, ...Object.keys(subcommands).map((word) => word.length + 2))
  const rows = Object.entries(subcommands).map(([word, { does }]) => `  ${word.padEnd(column)}${does}`)
  const usage = [`usage: ${INVOKE.run('NAME', 'ARGUMENTS')}; --help explains each`, ...rows].join('\n')
  const asked = name === '--help' || name === 'help'
  if (asked) io.out(usage)
  else io.err(name === '' ? usage : `${unknownName('command', name, Object.keys(subcommands))}\n${usage}`)
  return asked ? 0 : 1
}

/**
 * Runs the subcommand that the process was started with, or prints the list of subcommands. Sets
 * the exit code.
 */
export async function runSubcommand(subcommands: Subcommands): Promise<void> {
  process.exitCode = await run(subcommands, process.argv.slice(2), {
    out: (line) => process.stdout.write(`${visible(line)}\n`),
    err: (line) => process.stderr.write(`${visible(line)}\n`),
    env: process.env,
    cwd: process.cwd(),
    now: () => Math.floor(Date.now() / 1000),
  })
}
