import { table } from '../../tools/table.ts'
import { drawChart, type Group, logarithmic } from '../chart.ts'
import { ms, ratio, times } from '../markdown.ts'
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

/** Renders the section about operations. */
export function operationsSection({ date, rounds, operations, sets }: OperationsResult): string {
  return `## Operations

Measured on ${date} in ${rounds} rounds; \`npm run bench -- --only ops\` repeats it.

![CPU of an operation, as a multiple of sharp's](operations.svg)

CPU in milliseconds per megapixel of the result. The input is a photograph of 1200 × 900 pixels in the form that each
side uses: RGBA in Signet's kernel, and RGB in sharp, or RGBA if the photograph has alpha.

- Signet's time is that of the operation, in a fresh kernel, with the memory that it allocates.
- sharp's time is measured from raw pixels to raw pixels. The time without an operation, in the next column, is subtracted.
  If less than half a millisecond is left, there is no ratio.
- Operations that move pixels to a new picture spend most of their time on fresh memory. For sharp, this time is part of
  the column without an operation.

${table(['operation', 'Signet', 'sharp', 'sharp, raw to raw', 'Signet to sharp'], operations.map(operationRow))}

Several operations at once, in milliseconds of CPU from file to file: a JPEG of 12 megapixels with a PNG overlay becomes a
JPEG of quality 82. sharp has a fixed order of operations within a pass. Therefore it needs three passes, except for the
four overlays and for linear light. The difference is the mean over all samples, from 0 to 255. After a threshold, sharp has
one channel, so its tint has no effect. sharp also blends soft edges darker.

${table(['operations', 'Signet', 'sharp', 'Signet to sharp', 'difference'], sets.map(setRow))}`
}

function group(caption: string, value: number, cost: number): Group {
  return { caption, bars: [{ series: 'signet', value, label: `${times(value)} ×  (${ms(cost)} ms)` }] }
}

/** Draws the chart for the ratios. */
export function operationsChart({ operations, sets }: OperationsResult): string {
  const single = operations.flatMap((result) =>
    result.ratio ? [group(titleOf(result), result.ratio.median, result.signet.median)] : [],
  )
  const many = sets.slice(0, 1).map((set) => group('all in one picture', set.ratio.median, set.signet.median))
  const ticks = [0.125, 0.25, 0.5, 1, 2, 4].map((value) => ({ value, label: `${value} ×` }))
  return drawChart({
    title: 'CPU of an operation, as a multiple of sharp',
    subtitle:
      'In brackets: ms per megapixel; in the last bar, for the whole picture from 12 MP to 1200 pixels',
    series: ['signet'],
    groups: [...single, ...many],
    axis: { ...logarithmic(0.05, 8, 1), ticks, reference: { value: 1, label: 'sharp' } },
  })
}
