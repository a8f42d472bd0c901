import { drawChart, type Group, logarithmic } from '../chart.ts'
import { ms, ratio, table } from '../markdown.ts'
import type { OperationResult, OperationsResult, SetResult } from '../results.ts'
import { OPERATIONS } from './operations.ts'
import { SETS } from './sets.ts'

function titleOf({ id }: OperationResult): string {
  const { title, picture } = OPERATIONS[id]
  return picture === 'soft' ? `${title}, with alpha` : title
}

function operationRow(result: OperationResult): readonly string[] {
  const { signet, sharp, ratio: paired } = result
  const theirs = sharp ? [ms(Math.max(0, sharp.median)), ms(sharp.bare)] : ['–', '–']
  return [titleOf(result), ms(signet.median), ...theirs, paired ? ratio(paired) : '–']
}

function setRow({ id, signet, sharp, ratio: paired, difference }: SetResult): readonly string[] {
  return [SETS[id].title, ms(signet.median), ms(sharp.median), ratio(paired), difference.toFixed(1)]
}

/** What the page tells of operations. */
export function operationsSection({ date, rounds, operations, sets }: OperationsResult): string {
  return `## Operations

Measured on ${date} in ${rounds} rounds; \`npm run bench -- --only ops\` does it again.

![CPU of an operation, as a multiple of sharp's](operations.svg)

CPU in milliseconds a megapixel of the result, of a photograph of 1200 × 900 pixels as each side holds it: Signet as
RGBA in its kernel, sharp as RGB, or as RGBA where it has alpha. Signet's is that of the operation alone, in a fresh
kernel, with the memory that it takes. sharp's goes from raw pixels to raw pixels, less what that costs it without any
operation, which stands in the next column; where less than half a millisecond is left there is no ratio. What moves
pixels to a new picture spends most of its time on fresh memory, which in sharp's case is counted in that column.

${table(['operation', 'Signet', 'sharp', 'sharp, raw to raw', 'Signet to sharp'], operations.map(operationRow))}

Many at once, in milliseconds of CPU from file to file: of a JPEG of 12 megapixels with a PNG laid over it comes a JPEG
of quality 82. sharp makes the same picture in three goes, since in one it would keep to an order of its own. The
difference is the mean of all samples', of 255; after a threshold sharp has one channel, in which no tint shows.

${table(['operations', 'Signet', 'sharp', 'Signet to sharp', 'difference'], sets.map(setRow))}`
}

function group(caption: string, value: number, cost: number): Group {
  return { caption, bars: [{ series: 'signet', value, label: `${value.toFixed(2)} ×  (${ms(cost)} ms)` }] }
}

/** The ratios of the table. */
export function operationsChart({ operations, sets }: OperationsResult): string {
  const single = operations.flatMap((result) =>
    result.ratio ? [group(titleOf(result), result.ratio.median, result.signet.median)] : [],
  )
  const many = sets.slice(0, 1).map((set) => group('all in one picture', set.ratio.median, set.signet.median))
  const ticks = [0.125, 0.25, 0.5, 1, 2, 4].map((value) => ({ value, label: `${value} ×` }))
  return drawChart({
    title: 'CPU of an operation, as a multiple of sharp',
    subtitle: 'In brackets a megapixel; the last from 12 megapixels to 1200 pixels across, as a whole',
    series: ['signet'],
    groups: [...single, ...many],
    axis: { ...logarithmic(0.05, 8, 1), ticks, mark: { value: 1, label: 'sharp' } },
  })
}
