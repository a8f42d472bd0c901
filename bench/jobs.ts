import { DEFAULT_QUALITY } from '../src/engine/options/default-quality.ts'
import { TITLES } from './formats/format.ts'
import { SOURCES, type Source, type SourceName } from './sources.ts'
import type { Job, JobFormat, StackName } from './stacks/stack.ts'

const QUALITY: Readonly<Record<JobFormat, number>> = { jpeg: 82, webp: 80, jxl: DEFAULT_QUALITY.jxl }

const MAX_WHOLE_FRAME_MP = 25

type Row = readonly [source: SourceName, width: number, format: JobFormat, way?: 'transcode']

const ROWS = {
  jpeg12_400: ['jpeg12', 400, 'jpeg'],
  prog12_400: ['prog12', 400, 'jpeg'],
  jpeg12_1200: ['jpeg12', 1200, 'jpeg'],
  prog12_1200: ['prog12', 1200, 'jpeg'],
  jpeg12_webp1200: ['jpeg12', 1200, 'webp'],
  jpeg12_jxl1200: ['jpeg12', 1200, 'jxl'],
  jpeg12_transcode: ['jpeg12', 4000, 'jxl', 'transcode'],
  png12_400: ['png12', 400, 'jpeg'],
  webp12_400: ['webp12', 400, 'jpeg'],
  webp12_webp400: ['webp12', 400, 'webp'],
  lossless12_400: ['lossless12', 400, 'jpeg'],
  jpeg2_400: ['jpeg2', 400, 'jpeg'],
  prog2_400: ['prog2', 400, 'jpeg'],
  jpeg24_400: ['jpeg24', 400, 'jpeg'],
  prog24_400: ['prog24', 400, 'jpeg'],
  prog24_1200: ['prog24', 1200, 'jpeg'],
  jpeg50_400: ['jpeg50', 400, 'jpeg'],
  prog50_400: ['prog50', 400, 'jpeg'],
  jpeg108_400: ['jpeg108', 400, 'jpeg'],
  jpeg108_webp1200: ['jpeg108', 1200, 'webp'],
  prog108_400: ['prog108', 400, 'jpeg'],
  avif12_400: ['avif12', 400, 'jpeg'],
  heic12_400: ['heic12', 400, 'jpeg'],
  film100_240: ['film100', 240, 'webp'],
} as const satisfies Record<string, Row>

export type JobId = keyof typeof ROWS

export const JOB_IDS = Object.keys(ROWS) as readonly JobId[]

export function jobOf(id: JobId): Job {
  const row: Row = ROWS[id]
  const [source, width, format, way] = row
  const height = Math.round((SOURCES[source].height * width) / SOURCES[source].width)
  return { id, source, width, height, format, quality: QUALITY[format], transcodes: way === 'transcode' }
}

/** Returns the source's megapixels, summed over all its frames. */
export function megapixels({ source }: Job): number {
  const { width, height, frames = 1 }: Source = SOURCES[source]
  return (width * height * frames) / 1e6
}

/** Stacks that can read each source kind. Kinds that are not listed can be read by all stacks. */
const READERS: Readonly<Record<string, readonly StackName[]>> = {
  avif: ['signet', 'sharp', 'jsquash'],
  heic: ['signet', 'jsquash'],
  film: ['signet', 'sharp', 'sharp-effort2'],
}

const kindOf = ({ source }: Job) => source.replace(/[0-9]+$/, '')

/** Stacks that run JPEG XL jobs. sharp's prebuilt binary writes WebP instead. */
const JXL_WRITERS: readonly StackName[] = ['signet', 'sharp']

function runs(job: Job): (stack: StackName) => boolean {
  return (stack) => {
    if (job.transcodes) return stack === 'signet'
    if (job.format === 'jxl' && !JXL_WRITERS.includes(stack)) return false
    return READERS[kindOf(job)]?.includes(stack) ?? true
  }
}

/**
 * Returns the stacks that are timed for a job. `sharp-effort2` is only included if the format has
 * efforts. Stacks that decode the whole picture are only included for small sources.
 */
export function timedStacks(job: Job): readonly StackName[] {
  const wholeFrameStacks: readonly StackName[] =
    megapixels(job) < MAX_WHOLE_FRAME_MP ? ['jsquash', 'photon'] : []
  const all = [
    'signet',
    'sharp',
    ...(job.format === 'webp' ? (['sharp-effort2'] as const) : []),
    ...wholeFrameStacks,
  ] as const
  return all.filter(runs(job))
}

const ISOLATED: readonly StackName[] = ['signet', 'jsquash', 'photon']

/** Returns the stacks that run in an isolate and whose memory is therefore measured. */
export const isolatedStacks = (job: Job): readonly StackName[] => ISOLATED.filter(runs(job))

const KINDS: Readonly<Record<string, string>> = {
  jpeg: '',
  prog: ' progressive',
  png: ' PNG',
  webp: ' WebP',
  lossless: ' lossless WebP',
  avif: ' AVIF',
  heic: ' HEIC',
}

/** Describes a job. A source without a named format is a baseline JPEG. */
export function titleOf(id: JobId): string {
  const job = jobOf(id)
  const { width, height, frames }: Source = SOURCES[job.source]
  const format = TITLES[job.format]
  if (frames !== undefined) return `GIF, ${frames} frames of ${width} × ${height} → ${job.width} ${format}`
  const source = `${Math.round(megapixels(job))} MP${KINDS[kindOf(job)] ?? ''}`
  return job.transcodes ? `${source} → ${format}, transcoded` : `${source} → ${job.width} ${format}`
}
