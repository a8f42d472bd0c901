import { type Cells, table } from '../tools/table.ts'
import { jpegSection } from './formats/jpeg-report.ts'
import { jxlSection, transcodesSection } from './formats/jxl-report.ts'
import { lossySection } from './formats/lossy-report.ts'
import { paletteSection } from './formats/palette-report.ts'
import { encodersSection, qualitiesSection } from './formats/report.ts'
import { titleOf } from './jobs.ts'
import { megabytes, ms, ratio } from './markdown.ts'
import { operationsSection } from './operations/report.ts'
import { overviewSection } from './overview.ts'
import type { JobResult, Results, StackResult } from './results.ts'

function jobRow({ stack, settings, refused, quality, warm, cold, ratio: paired }: StackResult): Cells {
  if (refused !== undefined) return [stack, '–', '–', '–', '–', '–', `refused: ${refused}`]
  return [
    stack,
    warm ? `${ms(warm.median)} (${ms(warm.low)}–${ms(warm.high)})` : '–',
    paired ? ratio(paired) : '',
    cold ? ms(cold.cpu) : '–',
    quality ? quality.bytes.toLocaleString('en') : '–',
    quality ? quality.ssim.toFixed(4) : '–',
    quality ? `${quality.coding}; ${settings}` : settings,
  ]
}

function jobSection({ job, rounds, stacks }: JobResult): string {
  const head = ['stack', 'CPU ms', 'Signet to it', 'first, CPU ms', 'bytes', 'SSIM', 'settings']
  return `### ${titleOf(job)}\n\n\`${job}\`, ${rounds} rounds\n\n${table(head, stacks.map(jobRow))}`
}

function memoryTable({ memory }: Results): string {
  const rows = memory.map(({ job, stack, peak, refused }) => [
    titleOf(job),
    stack,
    peak === undefined ? `refused: ${refused}` : megabytes(peak),
  ])
  return table(['job', 'stack', 'peak'], rows)
}

function requestTable({ requests }: Results): string {
  const rows = requests.map(({ what, requests: count, perSecond, cpu }) => [
    what,
    String(count),
    perSecond.toFixed(perSecond < 100 ? 1 : 0),
    ms(cpu),
  ])
  return table(['request', 'requests', 'a second', 'CPU ms a request'], rows)
}

function largeLine({ large }: Results): string {
  if (!large) return ''
  const { what, resident, cpu, bytes } = large
  return `\n${what}, the first such request: the process grew by ${megabytes(resident)} and spent ${ms(cpu)} ms of CPU on ${bytes.toLocaleString('en')} bytes.\n`
}

function sourceTable({ sources }: Results): string {
  const rows = sources.map(({ source, width, height, frames = 1, bytes, sha256 }) => [
    source,
    frames === 1 ? `${width} × ${height}` : `${frames} of ${width} × ${height}`,
    bytes.toLocaleString('en'),
    (bytes / width / height / frames).toFixed(2),
    `\`${sha256.slice(0, 16)}\``,
  ])
  return table(['source', 'size', 'bytes', 'bytes a pixel', 'SHA-256'], rows)
}

/** Renders the sections for the parts that were measured. */
function partSections(results: Results): string {
  const {
    operations,
    qualities = [],
    lossy = [],
    jpeg = [],
    jxl = [],
    palettes = [],
    transcodes = [],
    encoders,
  } = results
  const sections = [
    operations && operationsSection(operations),
    qualities.length > 0 && qualitiesSection(qualities),
    lossy.length > 0 && lossySection(lossy),
    jpeg.length > 0 && jpegSection(jpeg),
    jxl.length > 0 && jxlSection(jxl),
    palettes.length > 0 && paletteSection(palettes),
    transcodes.length > 0 && transcodesSection(transcodes),
    encoders && encodersSection(encoders),
  ]
  return sections.map((section) => (section ? `${section}\n\n` : '')).join('')
}

/** Renders `bench/README.md`. */
export function renderReport(results: Results): string {
  const { date, command, machine, versions, jobs } = results
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `# Benchmark

After reading this page you know what Signet costs in CPU, memory and bytes beside sharp and stock codecs.

To measure a few pictures on your machine:

\`\`\`sh
npm run bench -- --quick
\`\`\`

- Command and date: \`${command}\`, ${date}.
- Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.system}.
- Versions: ${list.join(', ')}.

![CPU as a multiple of sharp's](cpu.svg)

![Memory by megapixels](memory.svg)

${overviewSection(results)}

## How it is measured

- Every stack runs in its own process. In each round, all stacks run once, in alternating order.
- A ratio is Signet's CPU divided by the other stack's in the same round. Tables show the median over the rounds, with
  quartiles in brackets. The chart shows the same medians. Its bars of other stacks are quotients of two of them.
- CPU is user and system time of all threads. *First* is the first picture of a fresh process with compiled modules.
- Memory is the peak of WebAssembly memories, source bytes and pixel buffers that are in use. Garbage is collected before
  memory is counted. Sources are read from a file in pieces, so the memory of a stack that needs the whole source includes it.
- SSIM compares the luma with a double-precision Lanczos3 resampling of the full decode. jSquash averages pixels in linear
  light, so its reference is resampled in linear light. Tables show bytes, SSIM and coding next to the time, so that a stack
  cannot win by doing less work.
- \`sharp-effort2\` is sharp with effort 2 for WebP.
- sharp's prebuilt binary writes no JPEG XL. In jobs of JPEG XL it writes WebP with its defaults, and jSquash and Photon are
  left out. A transcode keeps the coefficients of the JPEG, and only Signet runs it. It is compared with sharp's decode of
  the JPEG, which enlarges chroma in another way.
- The repository's code paints the photograph of 12 megapixels, with sensor noise. It is encoded at quality 85 with 4:2:0.
  Other sizes are cropped from it or mirrored at its edges.
- HEIC files are encoded by \`heif-enc\` with x265, as tiles of 512 × 512. If \`heif-enc\` is not installed, they contain
  uncompressed samples, and the row says so. sharp's prebuilt binary does not read HEIC. The other stack decodes the whole
  picture with libheif-js, and then uses jSquash's resizer and encoder. The SSIM of HEIC is measured against the photograph.
- The animated GIF is a clip in which every frame differs everywhere. Its CPU includes all frames, and counting them. Its
  SSIM is that of the first frame.

## Pictures

${jobs.map(jobSection).join('\n\n')}

${partSections(results)}## Memory

${memoryTable(results)}

## Requests

Requests to the built Worker in workerd, without proxies. CPU is that of the whole process, which includes the HTTP server
and the local R2 and Cache API. Some rows use caches and bindings in memory, because the local ones are Workers themselves.

${requestTable(results)}
${largeLine(results)}
## Sources

${sourceTable(results)}
`
}
