import { Failure } from '../errors.ts'

/** What a command can see and do outside itself. */
export interface Io {
  /** Prints a line of the result. */
  readonly out: (line: string) => void
  /** Prints a line of progress or a warning. */
  readonly err: (line: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  /** Working directory, which may have a `.dev.vars`. */
  readonly cwd: string
  /** Unix time in seconds. */
  readonly now: () => number
}

/** Runs a subcommand. @returns the exit code */
export type Command = (args: readonly string[], io: Io) => Promise<number>

function isUsageError(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

/** Makes a command of `run`: refused arguments and Failures are printed to stderr with the exit code 1. */
export function command(usage: string, run: Command): Command {
  return async (args, io) => {
    try {
      return await run(args, io)
    } catch (error) {
      if (!isUsageError(error) && !(error instanceof Failure)) throw error
      io.err(error.message)
      if (isUsageError(error)) io.err(`usage: ${usage}`)
      return 1
    }
  }
}

/** @param detail names the argument and what it must be */
export function refuse(detail: string): never {
  throw new Failure('bad-parameter', detail)
}

/** The one positional argument. @throws Failure bad-parameter */
export function only(positionals: readonly string[], expected: string): string {
  const [first] = positionals
  return first === undefined || positionals.length > 1 ? refuse(`expected ${expected}`) : first
}
