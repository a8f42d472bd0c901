import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** A line to run, and what it prints. */
export interface ShellCase {
  /** Lines below the first one of the block. */
  readonly offset: number
  readonly code: string
  /** With `…` for what differs; empty: not compared. */
  readonly output: readonly string[]
  /** Whether it ends with another exit code than 0. */
  readonly fails: boolean
}

/** Where lines run. */
export interface Place {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** A line that did otherwise than its page says. */
export interface Failed {
  readonly offset: number
  readonly what: string
}

const MARK = '\u001e'
const TIMEOUT_MS = 120_000

const escaped = (line: string) => line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*')

const matches = (expected: readonly string[], printed: string) =>
  new RegExp(`^${expected.map(escaped).join('\n')}$`).test(printed.trimEnd())

/** One process for all lines: directories and variables stay. A mark stands before what each prints. */
function scriptOf(cases: readonly ShellCase[]): string {
  const lines = cases.map(({ code, fails }, index) => {
    const mark = `printf '${MARK}${index}\\n'; printf '${MARK}${index}\\n' >&2`
    return fails ? `${mark}\n! {\n${code}\n}` : `${mark}\n${code}`
  })
  return ['set -euo pipefail', ...lines].join('\n')
}

/** What followed each mark. */
const byMark = (printed: string) =>
  new Map(
    printed
      .split(MARK)
      .slice(1)
      .map((part): [number, string] => [Number.parseInt(part, 10), part.replace(/^\d+\n/, '')]),
  )

/** Runs lines of shell one after the other, up to the first that fails. */
export async function runShell(cases: readonly ShellCase[], { cwd, env }: Place): Promise<Failed[]> {
  const child = spawn('bash', ['-c', scriptOf(cases)], {
    cwd,
    env: { ...env },
    timeout: TIMEOUT_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  const code = await ended
  const [printed, errors] = [byMark(out), byMark(err)]
  const last = Math.max(0, ...printed.keys())
  const differing = cases.flatMap(({ offset, output, fails }, index): Failed[] => {
    const own = printed.get(index)
    if (own === undefined) return []
    const said = `it prints\n${own}${errors.get(index) ?? ''}`
    if (index === last && code !== 0)
      return [
        { offset, what: fails ? `it ends with 0; ${said}` : `it ends with ${code ?? 'a timeout'}; ${said}` },
      ]
    return output.length === 0 || matches(output, own)
      ? []
      : [{ offset, what: `${said}instead of\n${output.join('\n')}` }]
  })
  return differing
}
