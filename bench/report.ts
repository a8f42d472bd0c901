import { megabytes } from './charts.ts'
import { formatsSection } from './formats/report.ts'
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
  return `\n${what}, the first of its kind: the process grew by ${megabytes(resident)}, for ${ms(cpu)} ms of CPU and ${bytes.toLocaleString('en')} bytes.\n`
}

function sourceTable({ sources }: Results): string {
  const rows = sources.map(({ source, width, height, bytes, sha256 }) => [
    source,
    `${width} × ${height}`,
    bytes.toLocaleString('en'),
    (bytes / width / height).toFixed(2),
    `\`${sha256.slice(0, 16)}\``,
  ])
  return table(['source', 'size', 'bytes', 'bytes a pixel', 'SHA-256'], rows)
}

/** The page of the results, for readers of the repository. */
export function renderReport(results: Results): string {
  const { date, command, machine, versions, jobs, operations, formats } = results
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `# Benchmark

Written by \`${command}\` on ${date}; ${machine.cpu}, ${machine.cores} cores, ${machine.system}. ${list.join(', ')}.

![CPU as a multiple of sharp's](cpu.svg)

![Memory by megapixels](memory.svg)

## How it is measured

- Every stack runs in a process of its own, and the stacks take turns: each round runs all of them once, in alternating
  order. A ratio is the median over the rounds of Signet's CPU to the other's in the same round; quartiles are in brackets.
- CPU is user and system time of all threads. *First* is the first picture of a fresh process, modules compiled.
- Memory is the peak of WebAssembly memories, source bytes and pixel buffers that are still of use: garbage is collected
  before it counts. Sources come from a file, piece by piece, so that holding them whole is on the stack.
- SSIM compares the luma with a double-precision Lanczos3 of the full decode; for stock jSquash, which averages light,
  with one in linear light. Bytes, SSIM and the coding found in the file stand beside the time, so that none wins by
  doing less. \`sharp-effort2\` is sharp with the WebP effort that Signet spends by default.
- The photographs are painted by this repository's code, with the noise of a sensor, quality 85, 4:2:0; other sizes are
  cut from or mirrored at the edges of the one of 12 megapixels.

## Pictures

${jobs.map(jobSection).join('\n\n')}

${operations ? `${operationsSection(operations)}\n\n` : ''}${formats ? `${formatsSection(formats)}\n\n` : ''}## Memory

${memoryTable(results)}

## Requests

The built Worker in workerd on a socket of its own. CPU is that of the whole process: HTTP server and the local
stand-ins for R2 and the Cache API are in it.

${requestTable(results)}
${largeLine(results)}
## Sources

${sourceTable(results)}
`
}
