import { CommanderError, Option, Command as Program } from 'commander'
import { Failure } from '../src/errors.ts'

/** One flag of a command. */
export interface FlagRow {
  /** What follows the flag, for the help: `FILE`. Without it the flag is on or off. */
  readonly value?: string
  readonly about: string
  readonly initial?: string
  /** May be given several times. */
  readonly many?: true
}

/** By name: `dryRun` is the flag `--dry-run`. */
export type FlagTable = Readonly<Record<string, FlagRow>>

type FlagValue<Row extends FlagRow> = Row extends { many: true }
  ? readonly string[] | undefined
  : Row extends { value: string }
    ? Row extends { initial: string }
      ? string
      : string | undefined
    : boolean | undefined

export type Flags<Table extends FlagTable> = { readonly [Name in keyof Table]: FlagValue<Table[Name]> }

/** What a command takes: its help and its checks derive from this. */
export interface CommandSpec<Table extends FlagTable = FlagTable> {
  readonly name: string
  /** One sentence for the help. */
  readonly does: string
  /** The positional argument and what it is, with `many` one or several; without it there is none. */
  readonly argument?: {
    readonly name: string
    readonly about: string
    readonly many?: true
    readonly optional?: true
  }
  readonly flags: Table
  /** What follows `npm run NAME --`, for the help; an empty one for the name alone. */
  readonly examples?: readonly string[]
}

/** The values that a command runs with. */
export interface Given<Table extends FlagTable = FlagTable> {
  /** The first positional argument; empty where the command takes none. */
  readonly argument: string
  /** All of them. */
  readonly all: readonly string[]
  readonly flags: Flags<Table>
}

function optionOf([name, { value, about, initial, many }]: [string, FlagRow]): Option {
  // commander names the value of `--dry-run` dryRun.
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const option = new Option(`--${flag}${value === undefined ? '' : ` <${value}>`}`, about)
  if (initial !== undefined) option.default(initial)
  if (many) option.argParser((text, before: readonly string[] = []) => [...before, text])
  return option
}

function programOf(
  { name, does, argument, flags, examples = [] }: CommandSpec,
  print: (text: string) => void,
) {
  const program = new Program(`npm run ${name} --`)
    .description(does)
    .helpOption('--help', 'prints this help')
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: () => undefined, getOutHelpWidth: () => 100 })
  for (const row of Object.entries(flags)) program.addOption(optionOf(row))
  if (argument) {
    const text = `${argument.name}${argument.many ? '...' : ''}`
    program.argument(argument.optional ? `[${text}]` : `<${text}>`, argument.about)
  }
  if (examples.length > 0)
    program.addHelpText(
      'after',
      `\nExamples:\n${examples.map((line) => `  npm run ${name}${line && ` -- ${line}`}`).join('\n')}`,
    )
  return program
}

/**
 * Reads the arguments of a command.
 * @returns its help instead, where they ask for it
 * @throws Failure bad-parameter: an unknown flag, with the nearest known one; a missing or superfluous argument
 */
export function parseCommandLine<Table extends FlagTable>(
  spec: CommandSpec<Table>,
  args: readonly string[],
): Given<Table> | { readonly help: string } {
  let help = ''
  const program = programOf(spec, (text) => {
    help += text
  })
  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { help: help.trimEnd() }
    const sentence = error.message
      .replace(/^error: /, '')
      .replace(/\n\(Did you mean (.*)\?\)/, '; did you mean $1?')
    throw new Failure('bad-parameter', `${sentence}\nnpm run ${spec.name} -- --help lists what it takes`)
  }
  return { argument: program.args[0] ?? '', all: program.args, flags: program.opts<Flags<Table>>() }
}
