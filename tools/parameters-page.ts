import { relative } from 'node:path'
import { OPTIONS, type Row } from '../src/signing/url/options.ts'
import {
  EXAMPLES,
  type Example,
  type GroupExamples,
  pictureFile,
} from '../test/support/project/documented-examples.ts'
import { table } from './table.ts'

const COLUMNS = 4
/** Picture column width in pixels. Four columns fit side by side on GitHub. */
const COLUMN = 206

const queryOf = (target: string) => target.slice(target.indexOf('?') + 1)

const needed = (names: readonly string[] | undefined, word: 'and' | 'or') =>
  names ? [`needs ${names.map((name) => `\`${name}\``).join(` ${word} `)}`] : []

function optionTable(group: string): string {
  const rows = Object.entries<Row>(OPTIONS).filter(([, row]) => row.group === group)
  return table(
    ['parameter', 'value', 'default', 'what it does'],
    rows.map(([name, { expects, initial, needs, needsOne, doc }]) => [
      `\`${name}\``,
      [expects, ...needed(needs, 'and'), ...needed(needsOne, 'or')].join('; '),
      initial ?? '',
      doc,
    ]),
  )
}

/** Formats a query for a table cell. A line may break before each `&` and after each semicolon. */
function caption(target: string): string {
  const query = queryOf(target).replaceAll(';', ';<wbr>').replaceAll('&', '<wbr>&amp;')
  return target.includes('?') ? `<code>${query}</code>` : `<em>${target}</em>`
}

function cell([target, seen]: Example): string {
  const picture = relative('docs', pictureFile(target))
  return `<td width="${COLUMN}" align="center" valign="top"><img src="${picture}" alt="${seen}"><br>${caption(target)}</td>`
}

/** Formats pictures as an HTML table. A Markdown table would have a header row. */
function pictureTable(examples: readonly Example[]): string {
  const rows = Array.from({ length: Math.ceil(examples.length / COLUMNS) }, (_, row) =>
    examples.slice(row * COLUMNS, (row + 1) * COLUMNS),
  )
  const lines = rows.flatMap((row) => ['<tr>', ...row.map(cell), '</tr>'])
  return ['<table>', ...lines, '</table>'].join('\n')
}

function otherTable(examples: readonly Example[]): string {
  return table(
    ['example', 'what it gives'],
    examples.map(([target, does]) => [`\`${queryOf(target)}\``, does]),
  )
}

function sectionOf(group: string, { pictures, others }: GroupExamples): string {
  return [
    optionTable(group),
    ...(pictures.length > 0 ? [pictureTable(pictures)] : []),
    ...(others.length > 0 ? [otherTable(others)] : []),
  ].join('\n\n')
}

/**
 * Generated sections in docs/parameters.md by group. Each contains the group's parameters and their
 * examples.
 */
export const PARAMETER_SECTIONS: Readonly<Record<string, () => string>> = Object.fromEntries(
  Object.entries(EXAMPLES).map(([group, examples]) => [group, () => sectionOf(group, examples)]),
)
