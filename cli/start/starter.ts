import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Milliseconds between two looks at the processes that started this one. */
const INTERVAL_MS = 500

/** Matches the names of shells with which npm runs scripts. A login shell has a leading hyphen. */
const SHELL = /^-?(?:ba|da|z|k|a|fi)?sh$/

/** A process as the system lists it. */
interface Listed {
  /** Id of the process that started it. */
  readonly parent: number
  /** Name of its program. */
  readonly name: string
  /** State as a letter, on Linux: `Z` is a zombie. */
  readonly state: string
}

const FORMS = {
  /** Linux file. The program's name is in parentheses, and can contain parentheses. */
  proc: /^\d+ \((?<name>.*)\) (?<state>\S) (?<parent>\d+)/s,
  /** Line of `ps`. The program has its path. */
  ps: /^\s*(?<parent>\d+)\s+(?:.*\/)?(?<name>.*?)\s*$/,
}

function textOf(pid: number, form: keyof typeof FORMS): string {
  return form === 'proc'
    ? readFileSync(`/proc/${pid}/stat`, 'utf8')
    : execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' })
}

/** Reads a process. Returns `undefined` if it has ended, or on Windows, which has other tools. */
function readProcess(pid: number): Listed | undefined {
  if (process.platform === 'win32') return undefined
  const form = process.platform === 'linux' ? 'proc' : 'ps'
  try {
    const { name = '', state = '', parent } = FORMS[form].exec(textOf(pid, form))?.groups ?? {}
    return { name, state, parent: Number(parent) }
  } catch {
    return undefined
  }
}

/**
 * Returns the processes that started this one, from its parent to the first that is no shell. npm
 * runs a script with a shell, and the shell survives when npm is killed. A shell that npm did not
 * start is not included: it may end while its background processes continue, as after `nohup`.
 * @param byNpm `true` if npm or another package manager runs this process
 * @param read reads a process. Tests pass a substitute.
 */
export function startersOf(
  pid: number,
  byNpm: boolean,
  read: (pid: number) => Listed | undefined = readProcess,
): readonly number[] {
  const found = read(pid)
  if (!found || !SHELL.test(found.name)) return [pid]
  return byNpm ? [pid, ...startersOf(found.parent, byNpm, read)] : []
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A killed process remains as a zombie until its parent has read its exit code. Only Linux
    // shows this without another process.
    return process.platform !== 'linux' || readProcess(pid)?.state !== 'Z'
  } catch (error) {
    // A process of another user exists, but accepts no signals from this one.
    return Object(error).code === 'EPERM'
  }
}

/** Calls `end` once when a process that started this one has ended. */
export function whenStarterEnds(end: () => void): void {
  const parent = process.ppid
  const byNpm = process.env['npm_lifecycle_event'] !== undefined
  const starters = startersOf(parent, byNpm)
  if (starters.length === 0) return
  const timer = setInterval(() => {
    if (process.ppid === parent && starters.every(isAlive)) return
    clearInterval(timer)
    end()
  }, INTERVAL_MS)
  timer.unref()
}
