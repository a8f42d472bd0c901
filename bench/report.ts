import { megabytes } from './charts.ts'
import { encodersSection, qualitiesSection } from './formats/report.ts'
import { titleOf } from './jobs.ts'
import { type Cells, ms, ratio, table } from './markdown.ts'
import { operationsSection } from './operations/report.ts'
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

/** Renders `bench/README.md`. */
export function renderReport(results: Results): string {
  const { date, command, machine, versions, jobs, operations, qualities = [], encoders } = results
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `# Benchmark

Written by \`${command}\` on ${date}; ${machine.cpu}, ${machine.cores} cores, ${machine.system}. ${list.join(', ')}.

![CPU as a multiple of sharp's](cpu.svg)

![Memory by megapixels](memory.svg)

## How it is measured

- Every stack runs in its own process, and the stacks take turns: each round runs all of them once, in alternating
  order. A ratio is the median over the rounds of Signet's CPU to the other's in the same round; quartiles are in brackets.
  The chart divides the medians of the CPU instead, so that its ratios differ a little.
- CPU is user and system time of all threads. *First* is the first picture of a fresh process with compiled modules.
- Memory is the peak of WebAssembly memories, source bytes and pixel buffers in use: garbage is collected before it
  counts. Sources are read from a file in pieces, so a stack that needs the whole source pays for it.
- SSIM compares the luma with a double-precision Lanczos3 of the full decode; for stock jSquash, which averages light,
  with one in linear light. Tables show bytes, SSIM and coding next to the time, so that no stack wins by doing less.
  \`sharp-effort2\` is sharp with Signet's default effort for WebP.
- The repository's code paints the photographs: sensor noise, quality 85, 4:2:0. Other sizes are cut from the one of 12
  megapixels, or mirrored at its edges.
- HEIC is written by \`heif-enc\` with x265 as tiles of 512 × 512, where it is installed; otherwise of bare samples, and the
  row says so. sharp's prebuilt binary does not read HEIC: the peer is libheif-js, which decodes the whole picture, before
  jSquash's resizer and encoder. The SSIM of HEIC is against the photograph itself.
- The animated GIF is a clip in which every frame differs everywhere. Its CPU is that of all frames, with counting them;
  its SSIM is that of the first.

## Pictures

${jobs.map(jobSection).join('\n\n')}

${operations ? `${operationsSection(operations)}\n\n` : ''}${qualities.length > 0 ? `${qualitiesSection(qualities)}\n\n` : ''}${encoders ? `${encodersSection(encoders)}\n\n` : ''}## Memory

${memoryTable(results)}

## Requests

The built Worker in workerd, without proxies. CPU is that of the whole process, with the HTTP server and the local R2
and Cache API; with caches and bindings in memory where that is said, since the local ones are Workers themselves.

${requestTable(results)}
${largeLine(results)}
## Sources

${sourceTable(results)}
`
}
