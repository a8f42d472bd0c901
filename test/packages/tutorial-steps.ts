import type { Block } from '../documents/block.ts'

/** A step of the tutorial: a file that the reader writes, or lines that the reader types. */
export type Step =
  | { readonly kind: 'file'; readonly line: number; readonly name: string; readonly text: string }
  | { readonly kind: 'shell'; readonly line: number; readonly text: string; readonly output: string[] }

/** First line of a block that is a file, such as `// index.ts`. */
const FILE_NAME = /^(?:\/\/|#) ([\w./-]+\.\w+)$/

/**
 * Returns the steps of a page from its code blocks. Blocks that need an account are left out.
 * @throws Error a block is neither a file with a name, nor shell, nor shell output
 */
export function stepsOf(blocks: readonly Block[]): Step[] {
  const steps: Step[] = []
  for (const [index, { language, line, text, marks }] of blocks.entries()) {
    if (marks.includes('account') || marks.includes('output')) continue
    if (language === 'sh') {
      const next = blocks[index + 1]
      const output = next?.marks.includes('output') ? next.text.split('\n') : []
      steps.push({ kind: 'shell', line, text, output })
      continue
    }
    const [first = ''] = text.split('\n')
    const name = FILE_NAME.exec(first)?.[1]
    if (name === undefined) throw new Error(`line ${line}: write the name of the file in the first line`)
    steps.push({ kind: 'file', line, name, text })
  }
  return steps
}
