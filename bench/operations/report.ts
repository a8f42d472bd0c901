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

/** The section about operations. */
export function operationsSection({ date, rounds, operations, sets }: OperationsResult): string {
  return `## Operations

Measured on ${date} in ${rounds} rounds; \`npm run bench -- --only ops\` repeats it.

![CPU of an operation, as a multiple of sharp's](operations.svg)

CPU in milliseconds per megapixel of the result. The input is a photograph of 1200 × 900 pixels in the form that each
side uses: RGBA in Signet's kernel; RGB in sharp, or RGBA if it has alpha. Signet's time is that of the operation alone,
in a fresh kernel, with the memory that it allocates. sharp's time is from raw pixels to raw pixels, minus the time
without an operation, which the next column has; below half a millisecond there is no ratio. Operations that move pixels
to a new picture spend most of their time on fresh memory, which for sharp is part of that column.

${table(['operation', 'Signet', 'sharp', 'sharp, raw to raw', 'Signet to sharp'], operations.map(operationRow))}

Many operations at once, in milliseconds of CPU from file to file: a JPEG of 12 megapixels with a PNG overlay becomes a
JPEG of quality 82. For all but the four overlays sharp needs three passes, since within one pass it has its own order. The
difference is the mean of all samples, of 255; after a threshold sharp has one channel, so its tint has no effect, and it
blends soft edges darker.

${table(['operations', 'Signet', 'sharp', 'Signet to sharp', 'difference'], sets.map(setRow))}`
}

function group(caption: string, value: number, cost: number): Group {
  return { caption, bars: [{ series: 'signet', value, label: `${value.toFixed(2)} ×  (${ms(cost)} ms)` }] }
}

/** The chart of the ratios. */
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
    axis: { ...logarithmic(0.05, 8, 1), ticks, mark: { value: 1, label: 'sharp' } },
  })
}
