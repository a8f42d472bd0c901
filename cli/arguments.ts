import { Argument, CommanderError, Option, Command as Program } from 'commander'
import { Failure } from '../src/errors.ts'
import { INVOKE, type Invocations } from './invocation.ts'
import { type CommandSpec, type FlagRow, type Flags, type FlagTable, flagOf, type Given } from './spec.ts'
import { chooseVerb, synopsisOf } from './verbs.ts'

function optionOf([name, { value, about, initial, many }]: [string, FlagRow]): Option {
  const option = new Option(`${flagOf(name)}${value === undefined ? '' : ` <${value}>`}`, about)
  if (initial !== undefined) option.default(initial)
  if (many) option.argParser((text, before: readonly string[] = []) => [...before, text])
  return option
}

function programOf(spec: CommandSpec, print: (text: string) => void, lines: Invocations) {
  const { name, does, argument, verbs, flags, examples = [] } = spec
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
  if (verbs) {
    const rows = Object.entries(verbs).map(([verb, { about }]) => new Argument(`<${verb}>`, about))
    program
      .argument('[verb...]')
      .usage(`[options] ${Object.keys(verbs).join('|')} …`)
      .configureHelp({
        visibleArguments: () => rows,
        argumentTerm: (row) => synopsisOf(spec, row.name()),
      })
  }
  if (examples.length > 0)
    program.addHelpText(
      'after',
      `\nExamples:\n${examples.map((line) => `  ${lines.run(name, line)}`).join('\n')}`,
    )
  return program
}

/**
 * Parses a command's arguments.
 * @param lines lines that the help and the messages show
 * @param shown lines that a message about the verb shows
 * @returns the parsed arguments, or the help text if the arguments contain `--help`
 * @throws Failure bad-parameter: an unknown flag (the message names the nearest known one), or a
 *   missing or superfluous argument or verb
 */
export function parseCommandLine<Table extends FlagTable>(
  spec: CommandSpec<Table>,
  args: readonly string[],
  lines: Invocations = INVOKE,
  shown: Invocations = lines,
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
  const { verb, all } = chooseVerb(spec, program.args, shown)
  return { verb, argument: all[0] ?? '', all, flags: program.opts<Flags<Table>>() }
}
