import { table } from '../../tools/table.ts'
import { ms, ratio, times } from '../markdown.ts'
import type { Spread } from '../statistics.ts'
import type { Point } from './curve.ts'
import { TITLES } from './format.ts'
import type { EncodersResult, FormatResult, LosslessResult, PeerResult, QualitySet } from './results.ts'

const NONE = '–'

const point = (like: Point | undefined) => (like ? `${like.quality.toFixed(1)}, ${times(like.bytes)}` : NONE)

function formatRow(set: string, result: FormatResult): readonly string[] {
  const { width, pictures, format, quality, bytes, ssim, ssimulacra2, like } = result
  return [
    set,
    String(width),
    String(pictures),
    TITLES[format],
    String(quality),
    times(bytes),
    ssim.toFixed(4),
    ssimulacra2?.toFixed(1) ?? NONE,
    ...(format === 'jpeg' ? ['', ''] : [point(like.ssim), point(like.ssimulacra2)]),
  ]
}

const FORMAT_HEAD = [
  'set',
  'width',
  'pictures',
  'format',
  'default',
  'bytes',
  'SSIM',
  'SSIMULACRA2',
  "at the JPEG's SSIM",
  "at the JPEG's SSIMULACRA2",
]

const spreadOf = (bytes: Spread | undefined) => (bytes ? ratio(bytes) : NONE)

function peerRow(set: string, { width, pictures, format, effort, bytes }: PeerResult): readonly string[] {
  const title = effort === undefined ? TITLES[format] : `${TITLES[format]}, effort ${effort}`
  return [set, String(width), String(pictures), title, spreadOf(bytes.ssim), spreadOf(bytes.ssimulacra2)]
}

const PEER_HEAD = [
  'set',
  'width',
  'pictures',
  "sharp's format",
  'at the same SSIM',
  'at the same SSIMULACRA2',
]

const isScored = ({ formats }: QualitySet) => formats.every(({ ssimulacra2 }) => ssimulacra2 !== undefined)

/** Packages whose encoders are compared. */
const PACKAGES = ['sharp', 'libvips', '@jsquash/webp', '@jsquash/avif']

function setLine(result: QualitySet): string {
  const { set, date, command, machine, versions, note, names } = result
  const missing = isScored(result) ? '' : ' SSIMULACRA2 was not measured: its program was not installed.'
  const software = PACKAGES.map((name) => `${name} ${versions[name]}`).join(', ')
  return `- **${set}**: ${names.join(', ')}. Measured on ${date} by \`${command}\`; ${machine.cpu}, ${machine.system}, ${software}.${missing}${note === undefined ? '' : ` ${note}`}`
}

/** Renders the section about sizes at the default qualities. */
export function qualitiesSection(sets: readonly QualitySet[]): string {
  const formats = sets.flatMap(({ set, formats }) => formats.map((result) => formatRow(set, result)))
  const peers = sets.flatMap(({ set, peers }) => peers.map((result) => peerRow(set, result)))
  return `## Qualities

Bytes and similarity do not depend on the machine. These sets of pictures were measured:

${sets.map(setLine).join('\n')}

The repository's code paints the set *painted*. All other sets are photographs that are not part of the repository. Each
picture is cropped to 3:2 and resized by sharp. Pictures narrower than a width are skipped at this width. Files are compared
with the resized pixels, by the SSIM of the luma and by SSIMULACRA2 of all colors. SSIMULACRA2 is only measured if libjxl's
program \`ssimulacra2\` is installed (Debian: \`libjxl-devtools\`). JPEG XL is decoded by \`djxl\` (Debian: \`libjxl-tools\`),
or by the decoder of the tests.

The default qualities match the formats by both measures, because the measures disagree. SSIM sees the luma only, and prefers
smooth pictures. For each width, the quality of a format lies in the middle between that with the SSIM of the default JPEG
and that with its SSIMULACRA2. The default is the mean over the widths 400, 800 and 1600, of photographs.

Formats at their default qualities: means over the pictures, with bytes relative to the JPEG's. The last two columns show
the quality at which a format reaches the score of the default JPEG, and its bytes at this quality.

${table(FORMAT_HEAD, formats)}

Signet's bytes at its default quality divided by sharp's bytes at the same score: medians over the pictures, with quartiles.
sharp has its default effort unless the row names another one. Its bytes are interpolated between two qualities that are 4
apart. sharp's AVIF encoder is newer and native. Signet's AVIF has full chroma resolution up to 1 megapixel, sharp's at all
sizes.

${table(PEER_HEAD, peers)}`
}

function losslessPart(lossless: readonly LosslessResult[]): string {
  const rows = lossless.map(({ width, pictures, bytes, jxl, webp, cpu }) => [
    String(width),
    String(pictures),
    ratio(bytes),
    ms(jxl),
    ms(webp),
    ratio(cpu),
  ])
  const head = ['width', 'pictures', 'bytes', 'JPEG XL, CPU', 'WebP, CPU', 'CPU of both']
  return `

Lossless JPEG XL beside lossless WebP, both by Signet. Bytes and CPU of the JPEG XL are divided by those of the WebP: medians
over the pictures, with quartiles. Times are milliseconds per megapixel, as above.

${table(head, rows)}`
}

/** Renders the section about the encoders' CPU time. */
export function encodersSection({ date, command, names, own, avif, lossless }: EncodersResult): string {
  const rows = own.map(({ width, format, cpu }) => [String(width), TITLES[format], ms(cpu)])
  const peers = avif.map(({ width, effort, pictures, cpu }) => [
    String(width),
    effort === 4 ? '4, its default' : String(effort),
    String(pictures),
    ratio(cpu),
  ])
  return `## Encoders

Measured on ${date} by \`${command}\`; \`npm run bench -- --only encoders\` repeats it.

CPU of the encoders at the default qualities, in milliseconds per megapixel. It includes creating an instance of the
encoder. Each number is the median over the pictures of the best of five runs. The pictures are ${names.join(', ')}. The
repository's code paints the first three.

${table(['width', 'format', 'CPU'], rows)}

CPU of Signet's AVIF divided by that of sharp's AVIF with the same SSIM: medians over the pictures, with quartiles.

${table(['width', "sharp's effort", 'pictures', 'CPU'], peers)}${lossless ? losslessPart(lossless) : ''}`
}
