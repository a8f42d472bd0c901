import { cpuOf, jobOf, requestOf } from '../bench/figures.ts'
import type { Format } from '../bench/formats/format.ts'
import type { QualitySet } from '../bench/formats/results.ts'
import { type JobId, titleOf } from '../bench/jobs.ts'
import { ms, times } from '../bench/markdown.ts'
import { readResults } from '../bench/read-results.ts'
import { costsOfMillion, dollars, exampleBill, PRICES } from './prices.ts'
import { table } from './table.ts'

const results = readResults()

/** CPU milliseconds that a request may take on the Free plan. */
const FREE_MS = 10

/** Answers if a request passes on the Free plan. Cloudflare's machines differ from ours. */
function passes(cpu: number): string {
  if (cpu > 2 * FREE_MS) return 'no'
  return cpu < FREE_MS / 2 ? 'yes' : 'sometimes'
}

function plans(): string {
  const rows: [string, number][] = [
    ['a refused URL', requestOf(results, 'refused').cpu],
    ['an image from the cache', requestOf(results, 'cached').cpu],
    ['2 MP JPEG to 400 px', cpuOf(results, 'jpeg2_400')],
    ['12 MP JPEG to 400 px', cpuOf(results, 'jpeg12_400')],
  ]
  return table(
    ['request', 'CPU', 'on the Free plan'],
    rows.map(([title, cpu]) => [title, `${ms(cpu)} ms`, passes(cpu)]),
  )
}

const COSTLY: readonly JobId[] = [
  'jpeg2_400',
  'jpeg12_400',
  'prog12_400',
  'jpeg12_1200',
  'jpeg12_webp1200',
  'jpeg12_jxl1200',
  'jpeg12_transcode',
  'png12_400',
  'jpeg108_webp1200',
]

function requestCosts(): string {
  const row = (title: string, cpu: number, read: 0 | 1) => {
    const { requests, cpu: computing, reads, total } = costsOfMillion(Number(ms(cpu)), read)
    return [title, ms(cpu), ...[requests, computing, reads, total].map((amount) => `$${dollars(amount)}`)]
  }
  const transforms = COSTLY.map((job) => row(titleOf(jobOf(results, job).job), cpuOf(results, job), 1))
  const others = ['cached', 'refused'].map((name) => {
    const { what, cpu } = requestOf(results, name)
    return row(what, cpu, 0)
  })
  return table(
    ['request', 'CPU ms', 'requests', 'CPU', 'R2 reads', 'cost of a million'],
    [...transforms, ...others],
  )
}

function month(): string {
  const bill = exampleBill(ms(cpuOf(results, 'jpeg12_400')), ms(requestOf(results, 'cached').cpu))
  const total = bill.reduce((sum, [, , amount]) => sum + amount, 0)
  const rows = [...bill, ['total', '', total] as const]
  return table(
    ['what', 'arithmetic', 'dollars'],
    rows.map(([what, how, amount]) => [what, how, dollars(amount)]),
  )
}

const prices = () =>
  table(
    ['what', 'included each month', 'beyond it'],
    PRICES.map(({ what, included, beyond }) => [what, included, beyond]),
  )

const SET_TITLES: Readonly<Record<string, string>> = {
  cameras: 'photographs of cameras',
  kodak: 'photographs of Kodak',
  painted: 'painted',
}

function avifWidths(): string {
  const rows = (results.qualities ?? []).flatMap(({ set, peers }) =>
    [...new Set(peers.map(({ width }) => width))].map((width) => widthRow(set, width, peers)),
  )
  return table(['pictures', 'width', 'JPEG', 'WebP', 'AVIF', 'AVIF, effort 1 of sharp'], rows)
}

function widthRow(set: string, width: number, peers: QualitySet['peers']): string[] {
  const peerOf = (format: Format, effort?: number) =>
    peers.find((peer) => peer.width === width && peer.format === format && peer.effort === effort)
  const cell = (format: Format, effort?: number) => {
    const { ssim, ssimulacra2 } = peerOf(format, effort)?.bytes ?? {}
    return ssim && ssimulacra2 ? `${times(ssimulacra2.median)} (${times(ssim.median)})` : '–'
  }
  const pictures = `${peerOf('jpeg')?.pictures} ${SET_TITLES[set] ?? set}`
  return [pictures, String(width), cell('jpeg'), cell('webp'), cell('avif'), cell('avif', 1)]
}

/** Generated tables with bench figures and prices, by section name. */
export const BENCH_SECTIONS: Readonly<Record<string, () => string>> = {
  'bench-plans': plans,
  'costs-month': month,
  'costs-requests': requestCosts,
  prices,
  'avif-widths': avifWidths,
}
