import { table } from '../../tools/table.ts'
import { fine } from '../markdown.ts'
import type { PaletteSet } from './results.ts'

const HEAD = ['set', 'compression', 'pictures', 'bytes', 'largest picture', 'SSIM of both with 256 colors']

const setLine = ({ set, names, date, command, versions }: PaletteSet) =>
  `- **${set}**: ${names.join(', ')}. Measured on ${date} by \`${command}\`; sharp ${versions['sharp']}.`

/** Renders the section about PNGs with a palette. */
export function paletteSection(sets: readonly PaletteSet[]): string {
  const rows = sets.flatMap(({ set, results }) =>
    results.map(({ compression, pictures, bytes, ssim }) => [
      set,
      String(compression),
      String(pictures),
      `**${fine(bytes.mean)}**`,
      `${fine(bytes.largest.value)} (${bytes.largest.name})`,
      `${ssim.ours.toFixed(4)}, ${ssim.theirs.toFixed(4)}`,
    ]),
  )
  return `## PNG with a palette

Bytes of Signet's PNG with at most 256 colors divided by those of sharp's (\`palette: true\`) at the same \`compression\` and
the same SSIM of the luma: geometric means over the pictures, and the picture with the largest ratio. Both encoders are
measured with 16 to 256 colors. A picture is compared at the lower SSIM of both with 256 colors. There the bytes of the
other encoder are interpolated. Pictures are at most 1200 pixels wide and high. Both encoders dither by default.

${sets.map(setLine).join('\n')}

${table(HEAD, rows)}`
}
