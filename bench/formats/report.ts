import { ms, ratio, table } from '../markdown.ts'
import type { AvifResult, FormatResult, FormatsResult } from '../results.ts'

function row({ width, format, quality, ssim, bytes, cpu, like }: FormatResult): readonly string[] {
  return [
    String(width),
    format === 'jpeg' ? 'JPEG' : format === 'webp' ? 'WebP' : 'AVIF',
    String(quality),
    ssim.toFixed(4),
    bytes.toFixed(2),
    ms(cpu),
    like ? `${like.quality.toFixed(1)}, ${like.bytes.toFixed(2)}` : '',
  ]
}

const HEAD = ['width', 'format', 'default', 'SSIM', 'bytes', 'CPU', 'like the JPEG']

const avifRow = ({ width, effort, pictures, bytes, cpu }: AvifResult): readonly string[] => [
  String(width),
  effort === 4 ? '4, its default' : String(effort),
  String(pictures),
  ratio(bytes),
  ratio(cpu),
]

function avifTable(avif: readonly AvifResult[]): string {
  return `

AVIF against sharp's of the same SSIM, which may be of another quality: medians over the pictures of Signet's bytes and
CPU divided by sharp's, with quartiles. sharp's encoder is newer and native; both keep colours at full resolution.

${table(['width', "sharp's effort", 'pictures', 'bytes', 'CPU'], avif.map(avifRow))}`
}

/** The section about default qualities. */
export function formatsSection({ date, command, names, formats, avif }: FormatsResult): string {
  return `## Qualities

Measured on ${date} by \`${command}\`.

The defaults of \`quality\` give a picture about the same similarity to its original in every format. The last column
has the quality at which a format reaches the JPEG's SSIM, and its bytes there. Small pictures need less quality than
large ones; the defaults lie in between. SSIM is of the luma, against the resized pixels before encoding; bytes are
relative to the JPEG's; both are means over the pictures. CPU is that of the encoder with its instance, in milliseconds
per megapixel: the median over the pictures of the best of five runs.

The pictures are ${names.join(', ')}. The repository's code paints the first three; any others are photographs that are
not part of it. A picture narrower than the output is skipped.

${table(HEAD, formats.map(row))}${avif ? avifTable(avif) : ''}`
}
