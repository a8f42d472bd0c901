import { createInterface } from 'node:readline/promises'
import { type Io, refuse } from './command.ts'

/**
 * Returns a function that asks on a terminal. Any answer but `y` or `yes`, and closed input, is a
 * no.
 */
export const askOn =
  (input: NodeJS.ReadableStream, output: NodeJS.WritableStream): NonNullable<Io['ask']> =>
  async (question) => {
    const terminal = createInterface({ input, output })
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
    try {
      const answer = await Promise.race([terminal.question(`${question} [y/N] `), closed])
      return /^y(?:es)?$/i.test(answer.trim())
    } finally {
      terminal.close()
    }
  }

/** A change to a deployed Worker. */
export interface RemoteChange {
  /** One sentence for each part of the change, with its target. */
  readonly plan: readonly string[]
  /** `true` if the user has agreed with `--yes`. */
  readonly yes: boolean | undefined
  /** Line that makes the change without a question. */
  readonly line: string
}

/** Flag `--yes` for commands that change a deployed Worker. */
export const YES_FLAG = {
  about: 'changes the deployed Worker without a question; needed in scripts',
  npm: true,
} as const

/**
 * Prints a change to a deployed Worker and asks whether to make it.
 * @throws Failure bad-parameter: the user said no, or there is neither `--yes` nor a terminal
 */
export async function confirm({ plan, yes, line }: RemoteChange, { err, ask }: Io): Promise<void> {
  for (const sentence of plan) err(sentence)
  if (yes) return
  if (!ask) refuse(`nothing was changed: without a terminal to ask on, it needs --yes. Type:\n  ${line}`)
  if (!(await ask('Go on?'))) refuse('nothing was changed')
}
