import { CommanderError, Option, Command as Program } from 'commander'
import { Failure } from '../src/errors.ts'
import { INVOKE, type Invocations } from './invocation.ts'

/** One optional flag of a command, such as `--dry-run`. */
export interface FlagRow {
  /**
   * Placeholder of the flag's value in the help, such as `FILE`. A flag without it is on or off.
   */
  readonly value?: string
  readonly about: string
  readonly initial?: string
  /** `true` if the user can give the flag several times. */
  readonly many?: true
}

/** Flags by their name in camel case: `dryRun` is the flag `--dry-run`. */
export type FlagTable = Readonly<Record<string, FlagRow>>

type FlagValue<Row extends FlagRow> = Row extends { many: true }
  ? readonly string[] | undefined
  : Row extends { value: string }
    ? Row extends { initial: string }
      ? string
      : string | undefined
    : boolean | undefined

export type Flags<Table extends FlagTable> = { readonly [Name in keyof Table]: FlagValue<Table[Name]> }

/** Arguments and flags of a command. The help and the checks are derived from this table. */
export interface CommandSpec<Table extends FlagTable = FlagTable> {
  readonly name: string
  /** One sentence that describes the command in the help. */
  readonly does: string
  /**
   * Positional argument. With `many`, the command requires one or more of them. Without this field,
   * it accepts none.
   */
  readonly argument?: {
    readonly name: string
    readonly about: string
    readonly many?: true
    readonly optional?: true
  }
  readonly flags: Table
  /**
   * Arguments for the examples in the help. An empty text is an example of the command without
   * arguments.
   */
  readonly examples?: readonly string[]
}

/** Parsed arguments and flags of one run of a command. */
export interface Given<Table extends FlagTable = FlagTable> {
  /** First positional argument. It is empty if the command accepts none. */
  readonly argument: string
  /** All positional arguments. */
  readonly all: readonly string[]
  readonly flags: Flags<Table>
}

function optionOf([name, { value, about, initial, many }]: [string, FlagRow]): Option {
  // commander stores the value of `--dry-run` as `dryRun`. Flag names are therefore converted from
  // camel case to the spelling of the command line.
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const option = new Option(`--${flag}${value === undefined ? '' : ` <${value}>`}`, about)
  if (initial !== undefined) option.default(initial)
  if (many) option.argParser((text, before: readonly string[] = []) => [...before, text])
  return option
}

function programOf(
  { name, does, argument, flags, examples = [] }: CommandSpec,
  print: (text: string) => void,
  lines: Invocations,
) {
  const program = new Program(lines.usage(name))
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
      `\nExamples:\n${examples.map((line) => `  ${lines.run(name, line)}`).join('\n')}`,
    )
  return program
}

/**
 * Parses the arguments of a command.
 * @param lines lines that the help and the messages show
 * @returns the parsed arguments, or the help text if the arguments contain `--help`
 * @throws Failure bad-parameter: an unknown flag (the message names the nearest known one), or a
 * missing or superfluous argument
 */
export function parseCommandLine<Table extends FlagTable>(
  spec: CommandSpec<Table>,
  args: readonly string[],
  lines: Invocations = INVOKE,
): Given<Table> | { readonly help: string } {
  let help = ''
  const program = programOf(
    spec,
    (text) => {
      help += text
    },
    lines,
  )
  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { help: help.trimEnd() }
    const sentence = error.message
      .replace(/^error: /, '')
      .replace(/\n\(Did you mean (.*)\?\)/, '; did you mean $1?')
    throw new Failure('bad-parameter', `${sentence}\n${lines.run(spec.name, '--help')} lists its arguments`)
  }
  return { argument: program.args[0] ?? '', all: program.args, flags: program.opts<Flags<Table>>() }
}
