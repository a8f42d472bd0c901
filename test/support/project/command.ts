import type { Command, Io } from '../../../cli/command.ts'

/** Output and exit code of a command. */
export interface Run {
  readonly code: number
  readonly out: string[]
  readonly err: string[]
}

/** Time at which commands run in tests: 2023-11-14T22:13:20Z. */
export const NOW = 1_700_000_000

/** Note of `sign` for a path if no server runs. */
export const NO_SERVER =
  'note: no server of this project runs; the URL assumes port 8787, on which npm start serves it'

/**
 * Lines that `sign` prints to stderr for a path that never expires, with the key `k2` and without a
 * running server.
 */
export const NEVER_K2 = ['expires: never', 'key: k2', NO_SERVER]

/** Runs a command without environment variables, in a directory that does not exist. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  given: Partial<Pick<Io, 'env' | 'cwd' | 'now' | 'ask'>> = {},
): Promise<Run> {
  const out: string[] = []
  const err: string[] = []
  const io: Io = {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    env: {},
    cwd: '/nowhere',
    now: () => NOW,
    ...given,
  }
  return { code: await command(args, io), out, err }
}
