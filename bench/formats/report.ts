import { ms, table } from '../markdown.ts'
import type { FormatResult, FormatsResult } from '../results.ts'

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

/** The section about default qualities. */
export function formatsSection({ date, command, names, formats }: FormatsResult): string {
  return `## Qualities

Measured on ${date} by \`${command}\`.

The defaults of \`quality\` give a picture about the same similarity to its original in every format. The last column
has the quality at which a format reaches the JPEG's SSIM, and its bytes there. Small pictures need less quality than
large ones; the defaults lie in between. SSIM is of the luma, against the resized pixels before encoding; bytes are
relative to the JPEG's; both are means over the pictures. CPU is that of the encoder with its instance, in milliseconds
per megapixel: the median over the pictures of the best of five runs.

The pictures are ${names.join(', ')}. The repository's code paints the first three; any others are photographs that are
not part of it. A picture narrower than the output is skipped.

${table(HEAD, formats.map(row))}`
}
