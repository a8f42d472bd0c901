import { spawnSync } from 'node:child_process'
import { isPiece } from './pieces.ts'

interface Language {
  /** File name extension in examples/sign. */
  readonly extension: string
  /**
   * Command that reads code from stdin and exits with 0 if its syntax is valid. Without a command,
   * a block must be an excerpt of the example file.
   */
  readonly syntax?: readonly [string, ...string[]]
  /** Text that is placed before an excerpt. */
  readonly opening?: string
}

/** Languages of signers other than TypeScript. */
export const OTHER_LANGUAGES: Readonly<Record<string, Language>> = {
  php: { extension: 'php', syntax: ['php', '-l'], opening: '<?php ' },
  python: { extension: 'py', syntax: ['python3', '-c', 'import ast, sys; ast.parse(sys.stdin.read())'] },
  ruby: { extension: 'rb', syntax: ['ruby', '-c', '-'] },
  go: { extension: 'go', syntax: ['gofmt', '-e'] },
  rust: { extension: 'rs' },
  java: { extension: 'java' },
  csharp: { extension: 'cs' },
  elixir: { extension: 'exs' },
}

/** The faults of a block, or the reason why its language cannot be checked on this machine. */
export type Judgment = { readonly faults: readonly string[] } | { readonly skip: string }

/**
 * Checks that code is an excerpt of its file in examples/sign, which other tests run, or that its
 * syntax is valid.
 */
export function checkOther(language: string, text: string): Judgment {
  const row = OTHER_LANGUAGES[language]
  if (!row) throw new Error(`no such language: ${language}`)
  if (isPiece(text, row.extension)) return { faults: [] }
  if (!row.syntax) return { faults: [`it is no piece of a ${row.extension} file of examples/sign: copy one`] }
  const [program, ...args] = row.syntax
  const opening = text.startsWith('<?') ? '' : (row.opening ?? '')
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    input: opening + text,
    encoding: 'utf8',
  })
  if (error) return { skip: `${program} is not installed` }
  return { faults: status === 0 ? [] : [`${stdout}${stderr}`.trim()] }
}
