import { readSteps, type Step } from './shell-words.ts'

/** A line of a shell with what it prints. */
export interface ShellLine {
  /** Lines below the first one of the block. */
  readonly offset: number
  readonly steps: readonly Step[]
  /** What follows it in comments: the lines that it prints. */
  readonly output: readonly string[]
  /** The function that it defines. */
  readonly defines?: string
}

const FUNCTION = /^(\w+)\(\) \{ (.*); \}$/
const COMMENT = /^\s*# ?(.*)$/

/**
 * Reads the lines of a block. A backslash at the end continues a line. Comments directly below a command are what it prints;
 * a comment that explains stands at the end of a line, or after an empty one.
 * @throws Error a line that this test does not read
 */
export function readShell(text: string): ShellLine[] {
  const lines = text.split('\n')
  const found: { offset: number; steps: Step[]; output: string[]; defines?: string }[] = []
  let isOutput = false
  for (let index = 0; index < lines.length; index++) {
    const offset = index
    let line = lines[index] ?? ''
    while (line.endsWith('\\') && index + 1 < lines.length) {
      index++
      line = `${line.slice(0, -1)} ${lines[index]?.trim()}`
    }
    const [, comment] = COMMENT.exec(line) ?? []
    if (comment !== undefined) {
      if (isOutput) found.at(-1)?.output.push(comment)
      continue
    }
    const [definition, defines, body] = FUNCTION.exec(line.trim()) ?? []
    if (definition !== undefined && defines !== undefined && body !== undefined) {
      const commands = readSteps(body).flatMap((step) => step.commands)
      found.push({ offset, steps: [{ raw: definition, commands }], output: [], defines })
      continue
    }
    const steps = readSteps(line)
    isOutput = steps.length > 0
    if (isOutput) found.push({ offset, steps, output: [] })
  }
  return found
}
