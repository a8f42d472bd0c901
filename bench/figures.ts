import type { Format } from './formats/format.ts'
import type { LosslessResult } from './formats/results.ts'
import { titleOf } from './jobs.ts'
import { megabytes, ms, times } from './markdown.ts'
import type { JobResult, MemoryResult, RequestResult, Results, StackResult } from './results.ts'

/** Returns a figure's text. The names choose among the results. */
type Figure = (results: Results, ...names: string[]) => string

/** Requests in the results by a short name. */
export const REQUESTS = {
  health: '/health: no work at all',
  refused: 'refused: forged token',
  uncached: '12 MP JPEG to 400 px, uncached',
  cached: '12 MP JPEG to 400 px, cached',
  'cached-in-memory': 'cached, with kid; caches in memory',
  'derivative-in-memory': 'in the bucket of derivatives alone; in memory',
  'gates-in-memory': 'cached, with deny list and both limits; in memory',
} as const

function found<Result>(result: Result | undefined, name: string): Result {
  if (result === undefined) throw new Error(`bench/results.json has no ${name}`)
  return result
}

export const jobOf = ({ jobs }: Results, id = ''): JobResult =>
  found(
    jobs.find(({ job }) => job === id),
    `job ${id}`,
  )

function stackOf(results: Results, id = '', name = 'signet'): StackResult {
  const stack = jobOf(results, id).stacks.find(({ stack }) => stack === name)
  return found(stack, `${id} of ${name}`)
}

/** Returns a stack's CPU milliseconds for a picture in a warm process. */
export const cpuOf = (results: Results, id?: string, name?: string): number =>
  found(stackOf(results, id, name).warm?.median, `time of ${id}`)

/** Returns Signet's CPU time relative to another stack's, as the median ratio over the rounds. */
export const ratioOf = (results: Results, id?: string, peer = 'sharp'): number =>
  found(stackOf(results, id, peer).ratio?.median, `ratio of ${id} to ${peer}`)

/** Returns a stack's peak memory for a picture, in bytes. */
export function peakOf({ memory }: Results, id = '', name = 'signet'): number {
  const isIt = ({ job, stack }: MemoryResult) => job === id && stack === name
  return found(memory.find(isIt)?.peak, `memory of ${id} for ${name}`)
}

/** Returns a request by its short name. */
export function requestOf({ requests }: Results, name = ''): RequestResult {
  const title = found(Object.entries(REQUESTS).find(([key]) => key === name)?.[1], `request ${name}`)
  return found(
    requests.find(({ what }) => what === title),
    `request ${title}`,
  )
}

/** Returns the job on which Signet spends the most CPU time. */
function slowest({ jobs }: Results): JobResult {
  const own = ({ stacks }: JobResult) => stacks.find(({ stack }) => stack === 'signet')?.warm?.median ?? 0
  return found([...jobs].sort((a, b) => own(b) - own(a))[0], 'job')
}

function operationOf({ operations }: Results, name = ''): number {
  const all = [...(operations?.operations ?? []), ...(operations?.sets ?? [])]
  return found(all.find(({ id }) => id === name)?.ratio?.median, `ratio of the operation ${name}`)
}

/** Formats the smallest and the largest of several values. */
function rangeOf(values: readonly number[], format: (value: number) => string): string {
  if (values.length === 0) throw new Error('bench/results.json has no values for a range')
  const [low, high] = [format(Math.min(...values)), format(Math.max(...values))]
  return low === high ? low : `${low} to ${high}`
}

const isAt =
  (widths: readonly string[]) =>
  ({ width }: { readonly width: number }) =>
    widths.length === 0 || widths.includes(String(width))

/** Returns Signet's bytes relative to sharp's at the same SSIMULACRA2, for each set. */
function peerBytes({ qualities = [] }: Results, format: Format, widths: readonly string[]): number[] {
  return qualities
    .flatMap(({ peers }) => peers)
    .filter((peer) => peer.format === format && peer.effort === undefined && isAt(widths)(peer))
    .flatMap(({ bytes }) => bytes.ssimulacra2?.median ?? [])
}

/**
 * Returns a number for each given format in each set, relative to the JPEG for the same pictures.
 */
function besideJpeg(
  { qualities = [] }: Results,
  chosen: readonly Format[],
  widths: readonly string[],
  compare: (other: Sample, jpeg: Sample) => number,
): number[] {
  return qualities.flatMap(({ formats }) =>
    formats.filter(isAt(widths)).flatMap((other) => {
      const jpeg = formats.find(({ format, width }) => format === 'jpeg' && width === other.width)
      return jpeg && chosen.includes(other.format) ? [compare(other, jpeg)] : []
    }),
  )
}

type Sample = NonNullable<Results['qualities']>[number]['formats'][number]

const encoderOf = ({ encoders }: Results, name = '', at = ''): number =>
  found(
    encoders?.own.find(({ format, width }) => format === name && String(width) === at)?.cpu,
    `time of the encoder ${name} at ${at} pixels`,
  )

const encoderRatioOf = ({ encoders }: Results, at = '', effort = ''): number =>
  found(
    encoders?.avif.find((each) => String(each.width) === at && String(each.effort) === effort)?.cpu.median,
    `ratio of AVIF at ${at} pixels to the effort ${effort}`,
  )

/** Returns the bytes in JPEG XL relative to another encoder's, for each set and score. */
const jxlBytes = ({ jxl = [] }: Results, peer: string, widths: readonly string[]): number[] =>
  jxl
    .flatMap(({ results }) => results.filter(isAt(widths)))
    .flatMap(({ ratios }) => ratios.filter((ratio) => ratio.peer === peer).map(({ bytes }) => bytes.mean))

/** Returns the bytes in progressive JPEG with 4:2:0 relative to another encoder's. */
const jpegBytes = ({ jpeg = [] }: Results, peer: string, scores: readonly string[]): number[] =>
  jpeg
    .flatMap(({ halved }) => halved.filter(({ score }) => scores.length === 0 || scores.includes(`${score}`)))
    .flatMap(({ ratios }) => ratios.filter((ratio) => ratio.peer === peer).map(({ bytes }) => bytes.mean))

/** Returns Signet's ratios for transcoded JPEGs, one for each set. */
const transcodedBytes = ({ transcodes = [] }: Results): number[] =>
  transcodes.flatMap(({ results }) =>
    results.filter(({ effort }) => effort === undefined).map(({ bytes }) => bytes.median),
  )

/** Returns the ratios between lossless JPEG XL and lossless WebP at some widths. */
const losslessRatios = ({ encoders }: Results, kind: string, widths: readonly string[]): number[] =>
  (encoders?.lossless ?? [])
    .filter(isAt(widths))
    .map((result) => result[kind as keyof Pick<LosslessResult, 'bytes' | 'cpu'>].median)

/**
 * Bench figures by the first word in their marker on a page. The other words are the names that the
 * function takes.
 */
export const FIGURES: Readonly<Record<string, Figure>> = {
  date: ({ date }) => date,
  cpu: (results, job, stack) => `${ms(cpuOf(results, job, stack))} ms`,
  first: (results, job) => `${ms(found(stackOf(results, job).cold?.cpu, `first ${job}`))} ms`,
  ratio: (results, job, peer) => times(ratioOf(results, job, peer)),
  slowest: (results) => `${ms(cpuOf(results, slowest(results).job))} ms`,
  'slowest-job': (results) => titleOf(slowest(results).job),
  peak: (results, job, stack) => megabytes(peakOf(results, job, stack)),
  request: (results, name) => `${ms(requestOf(results, name).cpu)} ms`,
  operation: (results, name) => times(operationOf(results, name)),
  set: ({ operations }, name) =>
    `${ms(found(operations?.sets.find(({ id }) => id === name)?.signet.median, `set ${name}`))} ms`,
  bytes: (results, format, ...widths) => rangeOf(peerBytes(results, format as Format, widths), times),
  relative: ({ qualities = [] }, format, ...widths) =>
    rangeOf(
      qualities.flatMap(({ formats }) =>
        formats.filter((each) => each.format === format && isAt(widths)(each)).map(({ bytes }) => bytes),
      ),
      times,
    ),
  lead: (results, formats = '', ...widths) =>
    rangeOf(
      besideJpeg(
        results,
        formats.split('+') as Format[],
        widths,
        (other, jpeg) => (jpeg.ssimulacra2 ?? 0) - (other.ssimulacra2 ?? 0),
      ),
      (points) => points.toFixed(1),
    ),
  jpeg: (results, peer = '', ...scores) => rangeOf(jpegBytes(results, peer, scores), times),
  jxl: (results, peer = '', ...widths) => rangeOf(jxlBytes(results, peer, widths), times),
  transcoded: (results) => rangeOf(transcodedBytes(results), times),
  lossless: (results, kind = '', ...widths) => rangeOf(losslessRatios(results, kind, widths), times),
  encoder: (results, format, width) => `${ms(encoderOf(results, format, width))} ms`,
  'encoder-ratio': (results, width, effort) => times(encoderRatioOf(results, width, effort)),
}

const MARKER = /(<!-- bench:([^>]+?) -->).*?(<!-- \/bench -->)/gs

/**
 * Replaces the bench figures in a page: the text between `<!-- bench:NAME … -->` and `<!-- /bench
 * -->`.
 * @throws Error if the results have no such figure
 */
export function renderFigures(markdown: string, results: Results): string {
  return markdown.replace(MARKER, (_, begin: string, words: string, end: string) => {
    const [name = '', ...names] = words.split(' ')
    const figure = FIGURES[name]
    if (!figure) throw new Error(`there is no figure ${name}: see bench/figures.ts`)
    return `${begin}${figure(results, ...names)}${end}`
  })
}
