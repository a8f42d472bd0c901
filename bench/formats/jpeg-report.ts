import { type Cells, table } from '../../tools/table.ts'
import { jpegExperiments } from './jpeg-experiments.ts'
import type { JpegPeer, JpegSet } from './results.ts'
import { SCORE_HEAD, scoreCells } from './score-table.ts'

const PEERS: Readonly<Record<JpegPeer, string>> = {
  sharp: 'sharp, baseline 4:2:0',
  mozjpeg: 'mozjpeg, 4:2:0',
  'jpegli-420': 'jpegli, 4:2:0',
  'jpegli-444': 'jpegli, 4:4:4',
  jpegli: 'smaller file of jpegli',
}

const HEAD = ['set', 'pixels', 'chroma', ...SCORE_HEAD]

function setLine({ set, names, date, command, full }: JpegSet): string {
  const missing = full.length > 0 ? '' : ' jpegli was not measured: its program was not installed.'
  return `- **${set}**: ${names.length} pictures. Measured on ${date} by \`${command}\`.${missing}`
}

const rowsOf = ({ set, halved, full }: JpegSet): Cells[] =>
  ([[halved, '4:2:0'] as const, [full, '4:4:4'] as const] as const).flatMap(([results, chroma]) =>
    results.flatMap((result) =>
      result.ratios.map((found) => [set, String(result.width), chroma, ...scoreCells(result, found, PEERS)]),
    ),
  )

/** Renders the section about progressive JPEG's size. */
export function jpegSection(sets: readonly JpegSet[]): string {
  return `## Progressive JPEG

Bytes of Signet's progressive JPEG divided by those of another encoder at the same SSIMULACRA2: geometric means over the
pictures, and the picture with the largest ratio. Bytes are interpolated between two qualities that are 2 apart. The column
*quality* has the mean quality of Signet's JPEG. The last column has the mean distances by butteraugli (3-norm): that of
Signet's JPEG, and that of the other file. A smaller distance is better.

Each picture is resized by sharp until its longer side has the given pixels. mozjpeg is that of \`@jsquash/jpeg\`, in
progressive order with trellis quantization. jpegli is its program \`cjpegli\`, built from google/jpegli, in progressive order.
\`--cjpegli PATH\` names it unless it is on the path.

${sets.map(setLine).join('\n')}

${table(HEAD, sets.flatMap(rowsOf))}

${jpegExperiments()}`
}
