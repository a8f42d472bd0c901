import { type Command, command, type Io } from '../cli/command.ts'
import { TOOLS } from '../cli/invocation.ts'
import type { CommandSpec, FlagTable, Given } from '../cli/spec.ts'
import { runSubcommand, type Subcommands } from '../cli/subcommands.ts'

/** Creates a command like `command`, whose texts name the script `tool`. */
export const script = <const Table extends FlagTable>(
  spec: CommandSpec<Table>,
  run: (given: Given<Table>, io: Io) => Promise<number>,
): Command => command(spec, run, TOOLS)

/** Runs one of several scripts like `runSubcommand`. */
export const runScripts = (scripts: Subcommands): Promise<void> => runSubcommand(scripts, {}, TOOLS)
