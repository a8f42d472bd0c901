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

/** What the page tells of the formats' default qualities. */
export function formatsSection({ date, command, names, formats }: FormatsResult): string {
  return `## Qualities

Measured on ${date} by \`${command}\`.

The defaults of \`quality\` are chosen so that a picture is as like its original in one format as in another. The last
column has the quality at which a format has the JPEG's SSIM, and its bytes there; small pictures are content with less
than large ones, and the defaults lie between. SSIM is of the luma, against the resized pixels before they were encoded;
bytes are a multiple of the JPEG's; both are means over the pictures. CPU is that of the encoder with its instance, in
milliseconds a megapixel: the median over the pictures of the best of five runs.

The pictures are ${names.join(', ')}; the first three are painted by this repository's code, the others, if there are
any, photographs that are not in it. A picture narrower than the output is left out.

${table(HEAD, formats.map(row))}`
}
