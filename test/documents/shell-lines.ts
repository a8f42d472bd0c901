import { readSteps, type Step } from './shell-words.ts'

/** A line of shell with its documented output. */
export interface ShellLine {
  /** Line number relative to the first line of the block. */
  readonly offset: number
  readonly steps: readonly Step[]
  /** Lines of output, from the comments that follow the line. */
  readonly output: readonly string[]
  /** Name of the function that the line defines. */
  readonly defines?: string
}

const FUNCTION = /^(\w+)\(\) \{ (.*); \}$/
const COMMENT = /^\s*# ?(.*)$/

/**
 * Reads a block's lines. A backslash at the end continues a line. Comments directly below a command
 * are its output. An explanatory comment stands at a line's end or after an empty line.
 * @throws Error a line has a form that this test cannot read
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
