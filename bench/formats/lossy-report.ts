import { type Cells, table } from '../../tools/table.ts'
import { fine } from '../markdown.ts'
import type { LossyResult, LossySet } from './results.ts'

const NONE = '–'

function cellsOf(value: LossyResult['bytes']['ssim']): readonly [mean: string, largest: string] {
  if (!value) return [NONE, NONE]
  const { mean, largest } = value
  return [`**${fine(mean)}**`, `${fine(largest.value)} (${largest.name})`]
}

function rowOf(set: string, { qualities, bytes }: LossyResult): Cells {
  const quality = qualities.length === 1 ? String(qualities[0]) : 'all'
  return [set, quality, ...cellsOf(bytes.ssim), ...cellsOf(bytes.ssimulacra2)]
}

const HEAD = [
  'set',
  'quality',
  'at the same SSIM',
  'largest picture',
  'at the same SSIMULACRA2',
  'largest picture',
]

const setLine = ({ set, date, command, versions, names }: LossySet) =>
  `- **${set}**: ${names.length} pictures. Measured on ${date} by \`${command}\`; sharp ${versions['sharp']}.`

/** Renders the section about lossy WebP's size. */
export function lossySection(sets: readonly LossySet[]): string {
  const rows = sets.flatMap(({ set, results }) => results.map((result) => rowOf(set, result)))
  return `## Lossy WebP

Bytes of Signet's lossy WebP divided by libwebp's bytes at the same score: geometric means over the pictures, and the
picture with the largest ratio. libwebp runs in sharp with effort 2. Its bytes are interpolated between two qualities that
are 2 apart. Pictures are at most 1024 pixels wide and high. The row *all* averages the ratios of all qualities.

${sets.map(setLine).join('\n')}

${table(HEAD, rows)}`
}
