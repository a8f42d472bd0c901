import { unknownName } from '../../src/signing/url/nearest.ts'
import { type Block, type Fault, fault, MARKS, type Mark } from './block.ts'

/** The blocks of a page, and the faults in their markup. */
export interface Page {
  readonly blocks: readonly Block[]
  readonly faults: readonly Fault[]
}

const FENCE = /^( *)(`{3,}|~{3,})([^`]*)$/
const MARK = /^ *<!-- ([\w ,-]+) -->$/
const LIST_ITEM = /^ *(?:[-*+]|\d+[.)]) /

const isMark = (name: string): name is Mark => Object.hasOwn(MARKS, name)

/** Returns `true` if a line is code that is marked by indentation alone, outside of lists. */
function isIndentedCode(lines: readonly string[], index: number): boolean {
  if (!/^ {4}\s*\S/.test(lines[index] ?? '') || lines[index - 1]?.trim() !== '') return false
  const before = lines.slice(0, index).findLast((line) => /^\S/.test(line) || LIST_ITEM.test(line))
  return before === undefined || !LIST_ITEM.test(before)
}

/** Reads every code block of a page, with the marks in comments directly before it. */
export function readMarkdown(page: string, markdown: string): Page {
  const lines = markdown.split('\n')
  const blocks: Block[] = []
  const faults: Fault[] = []
  const say = (index: number, what: string) => void faults.push(fault({ page, line: index + 1 }, what))

  function readMarks(index: number): Mark[] {
    const [, names] = MARK.exec(lines[index - 1] ?? '') ?? []
    const all = names?.split(/[ ,]+/) ?? []
    for (const name of all.filter((one) => !isMark(one)))
      say(index - 1, unknownName('mark', name, Object.keys(MARKS)))
    return all.filter(isMark)
  }

  for (let index = 0; index < lines.length; index++) {
    const [, indent, ticks, info] = FENCE.exec(lines[index] ?? '') ?? []
    if (indent === undefined || ticks === undefined || info === undefined) {
      if (isIndentedCode(lines, index))
        say(index, 'indented code has no language: put it between ```text and ```')
      continue
    }
    const end = lines.findIndex(
      (line, at) => at > index && line.trim().startsWith(ticks) && /^ *[`~]+$/.test(line),
    )
    if (end < 0) {
      say(index, `nothing ends this block: add ${ticks}`)
      break
    }
    const language = info.trim()
    const text = lines.slice(index + 1, end).map((line) => line.replace(indent, ''))
    blocks.push({ page, line: index + 2, language, text: text.join('\n'), marks: readMarks(index) })
    index = end
  }
  return { blocks, faults }
}
