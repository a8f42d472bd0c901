import { type Cells, table } from '../../tools/table.ts'
import { fine } from '../markdown.ts'
import type { JxlPeer, JxlSet, TranscodeResult, TranscodeSet } from './results.ts'
import { SCORE_HEAD, scoreCells } from './score-table.ts'

const PEERS: Readonly<Record<JxlPeer, string>> = {
  libjxl: 'libjxl, effort 3',
  jpeg: "Signet's JPEG",
  avif: "Signet's AVIF",
}

const HEAD = ['set', 'width', ...SCORE_HEAD]

const libjxlOf = ({ libjxl }: JxlSet | TranscodeSet) =>
  libjxl === undefined ? ' libjxl was not measured: its program was not installed.' : ` libjxl ${libjxl}.`

const setLine = (result: JxlSet | TranscodeSet, unit: string) =>
  `- **${result.set}**: ${result.names.length} ${unit}. Measured on ${result.date} by \`${result.command}\`.${libjxlOf(result)}`

/** Renders the section about lossy JPEG XL's size. */
export function jxlSection(sets: readonly JxlSet[]): string {
  const rows = sets.flatMap(({ set, results }) =>
    results.flatMap((result) =>
      result.ratios.map((found) => [set, String(result.width), ...scoreCells(result, found, PEERS)]),
    ),
  )
  return `## Lossy JPEG XL

Bytes of Signet's JPEG XL divided by those of another encoder at the same SSIMULACRA2: geometric means over the pictures,
and the picture with the largest ratio. Bytes are interpolated between two qualities that are 2 apart. The column *quality*
has the mean quality of the JPEG XL. The last column has the mean distances by butteraugli (3-norm): that of the JPEG XL, and
that of the other file. A smaller distance is better. Pictures are cropped to 3:2 and resized by sharp.

${sets.map((result) => setLine(result, 'pictures')).join('\n')}

${table(HEAD, rows)}`
}

function refusedLine({ set, refused }: TranscodeSet): string {
  if (refused.length === 0) return ''
  return `\nJPEG XL cannot store these JPEGs of the set *${set}*: ${refused.join(', ')}.\n`
}

function transcodeRow(set: string, { effort, bytes, largest }: TranscodeResult): Cells {
  const encoder = effort === undefined ? 'Signet' : `libjxl, effort ${effort}`
  const { low, median, high } = bytes
  const middle = `**${fine(median)}** (${fine(low)}–${fine(high)})`
  return [set, encoder, middle, `${fine(largest.value)} (${largest.name})`]
}

/** Renders the section about JPEGs that are transcoded to JPEG XL. */
export function transcodesSection(sets: readonly TranscodeSet[]): string {
  const rows = sets.flatMap(({ set, results }) => results.map((result) => transcodeRow(set, result)))
  return `## JPEGs transcoded to JPEG XL

Bytes of the JPEG XL divided by those of its JPEG: medians over the files, with quartiles, and the file with the largest
ratio. Coefficients stay the same. Metadata is left out. libjxl stores no data that restores the exact file.

${sets.map((result) => setLine(result, 'files')).join('\n')}
${sets.map(refusedLine).join('')}
${table(['set', 'encoder', 'bytes', 'largest file'], rows)}`
}
