import { Failure } from '../errors.ts'

/** What a command knows of the process that it runs in. */
export interface Io {
  /** Prints one line for whoever called. */
  readonly out: (line: string) => void
  /** Prints one line for the person in front of it. */
  readonly err: (line: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  /** Working directory, where `.dev.vars` is looked for. */
  readonly cwd: string
  /** Unix time in seconds. */
  readonly now: () => number
}

/** Runs a subcommand. @returns the exit code */
export type Command = (args: readonly string[], io: Io) => Promise<number>

function isUsageError(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

/** Makes a command of `run`: refused arguments and Failures are told on stderr, and the exit code is 1. */
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

/** A refused argument. */
export function refuse(detail: string): never {
  throw new Failure('bad-parameter', detail)
}

/** The one positional argument. @throws Failure bad-parameter */
export function only(positionals: readonly string[], expected: string): string {
  const [first] = positionals
  return first === undefined || positionals.length > 1 ? refuse(`expected ${expected}`) : first
}
