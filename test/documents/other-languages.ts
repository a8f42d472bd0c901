import { spawnSync } from 'node:child_process'
import { isPiece } from './pieces.ts'

interface Language {
  /** Of its file in examples/sign. */
  readonly extension: string
  /** Reads code from stdin and ends with 0 where its syntax is right; without it a block is a piece of that file. */
  readonly syntax?: readonly [string, ...string[]]
  /** Stands before a piece. */
  readonly opening?: string
}

/** Languages of signers beside TypeScript. */
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

/** What is wrong with code, or that its language is missing here. */
export type Judgement = { readonly faults: readonly string[] } | { readonly skip: string }

/** Code is a piece of the file of examples/sign, which other tests run, or its syntax is right. */
export function checkOther(language: string, text: string): Judgement {
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
