import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** A line of shell to run, with its expected output. */
export interface ShellCase {
  /** Line number relative to the first line of the block. */
  readonly offset: number
  readonly code: string
  /** Expected lines of output; `…` matches any text. Empty if the output is not compared. */
  readonly output: readonly string[]
  /** `true` if the line must end with an exit code other than 0. */
  readonly fails: boolean
}

/** Working directory and environment in which lines run. */
export interface Place {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Folder whose command `signet` the lines run. */
  readonly repository?: string
}

/** A line whose result differs from its page. */
export interface Failed {
  readonly offset: number
  readonly what: string
}

const MARK = '\u001e'
const TIMEOUT_MS = 120_000

const escaped = (line: string) => line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*')

const matches = (expected: readonly string[], printed: string) =>
  new RegExp(`^${expected.map(escaped).join('\n')}$`).test(printed.trimEnd())

/**
 * Defines `npx --no signet`. It starts the command without npx, which takes half a second of each
 * line. The project `packages` runs `npx` itself.
 */
const signetIn = (repository: string) =>
  `npx() { case "\${1-} \${2-}" in '--no signet') shift 2; node '${repository}/cli/main.ts' "$@";; *) command npx "$@";; esac; }`

/**
 * Builds one script from all lines, so that directories and variables persist. A marker is printed
 * before each line's output.
 */
function scriptOf(cases: readonly ShellCase[], repository: string | undefined): string {
  const lines = cases.map(({ code, fails }, index) => {
    const mark = `printf '${MARK}${index}\\n'; printf '${MARK}${index}\\n' >&2`
    return fails ? `${mark}\n! {\n${code}\n}` : `${mark}\n${code}`
  })
  const own = repository === undefined ? [] : [signetIn(repository)]
  return ['set -euo pipefail', ...own, ...lines].join('\n')
}

/** Splits printed text by its markers. The key is the number of the line. */
const byMark = (printed: string) =>
  new Map(
    printed
      .split(MARK)
      .slice(1)
      .map((part): [number, string] => [Number.parseInt(part, 10), part.replace(/^\d+\n/, '')]),
  )

/** Runs lines of shell one after the other and stops at the first failure. */
export async function runShell(
  cases: readonly ShellCase[],
  { cwd, env, repository }: Place,
): Promise<Failed[]> {
  const child = spawn('bash', ['-c', scriptOf(cases, repository)], {
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
