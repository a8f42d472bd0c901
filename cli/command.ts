import { Failure } from '../src/errors.ts'
import { parseCommandLine } from './arguments.ts'
import { INVOKE, type Invocations } from './invocation.ts'
import { linesInProject } from './project-flags.ts'
import type { CommandSpec, FlagTable, Given } from './spec.ts'
import { assertNothingSwallowed, notesOfSwallowed } from './swallowed.ts'

/** A command's input and output. Tests replace them. */
export interface Io {
  /** Prints a result line. */
  readonly out: (line: string) => void
  /** Prints a progress line or a warning. */
  readonly err: (line: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  /** Working directory, where the command looks for `.dev.vars`. */
  readonly cwd: string
  /** Unix time in seconds. */
  readonly now: () => number
  /**
   * Asks the user a question that is answered with yes or no. It is absent without a terminal.
   */
  readonly ask?: (question: string) => Promise<boolean>
}

/**
 * Runs a subcommand.
 * @returns the exit code
 */
export type Command = (args: readonly string[], io: Io) => Promise<number>

/** Meanings of system error codes. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
}

/** Returns the meaning of a system's error code, or `undefined` for an unknown one. */
export function meaningOf(code: unknown): string | undefined {
  const name = String(code)
  return Object.hasOwn(SYSTEM_ERRORS, name) ? SYSTEM_ERRORS[name] : undefined
}

/** Returns a sentence for a failed file system call, or `undefined` for any other error. */
function systemSentence(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  // The error EISDIR has no path if it comes from reading an open file.
  if (error.code === 'EISDIR' && !('path' in error)) return 'a folder was named where a file is expected'
  const meaning = meaningOf(error.code)
  return meaning && 'path' in error ? `${error.path}: ${meaning}` : undefined
}

/**
 * Creates a command from its specification and its function. For `--help`, the command prints the
 * help. For a user's mistake, it prints one sentence to stderr and returns the exit code 1. All
 * other errors are defects and are thrown, so that their stack trace is shown.
 * @param lines lines that the help and the messages show
 */
export function command<const Table extends FlagTable>(
  spec: CommandSpec<Table>,
  run: (given: Given<Table>, io: Io) => Promise<number>,
  lines: Invocations = INVOKE,
): Command {
  return async (args, io) => {
    try {
      const shown = linesInProject(lines, spec.flags, args, io.env)
      if (!args.includes('--help')) assertNothingSwallowed(spec, args, io.env, shown)
      const parsed = parseCommandLine(spec, args, lines, shown)
      if ('help' in parsed) io.out(parsed.help)
      else for (const note of notesOfSwallowed(spec, args, io.env, lines)) io.err(note)
      return 'help' in parsed ? 0 : await run(parsed, io)
    } catch (error) {
      const sentence = error instanceof Failure ? error.message : systemSentence(error)
      if (sentence === undefined) throw error
      io.err(sentence)
      return 1
    }
  }
}

/**
 * Throws the error for a wrong argument.
 * @param detail names the argument and its valid values
 * @throws Failure bad-parameter
 */
export function refuse(detail: string): never {
  throw new Failure('bad-parameter', detail)
}
