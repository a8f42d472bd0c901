import { drawChart, type Group, linear, logarithmic } from './chart.ts'
import { type JobId, titleOf } from './jobs.ts'
import { megabytes, ms, times } from './markdown.ts'
import { operationsChart } from './operations/report.ts'
import type { JobResult, MemoryResult, Results } from './results.ts'
import type { StackName } from './stacks/stack.ts'

const SERIES: readonly StackName[] = ['signet', 'jsquash', 'photon']
const MEGABYTE = 1e6
/** Memory per isolate in megabytes (10⁶ bytes). */
const ISOLATE_MB = 128

const CPU_JOBS: readonly JobId[] = [
  'jpeg12_400',
  'prog12_400',
  'jpeg12_1200',
  'jpeg12_webp1200',
  'png12_400',
  'webp12_webp400',
  'avif12_400',
  'jpeg24_400',
  'jpeg108_400',
  'prog108_400',
  'film100_240',
]

function cpuGroup({ job, stacks }: JobResult): Group {
  const resultOf = (name: StackName) => stacks.find(({ stack }) => stack === name)
  const sharp = resultOf('sharp')?.ratio?.median
  const bars = SERIES.flatMap((series) => {
    const { warm, ratio } = resultOf(series) ?? {}
    const toSharp = series === 'signet' ? sharp : sharp && ratio && sharp / ratio.median
    if (!warm || toSharp === undefined) return []
    return [{ series, value: toSharp, label: `${times(toSharp)} ×  (${ms(warm.median)} ms)` }]
  })
  return { caption: titleOf(job), bars }
}

function cpuChart(jobs: readonly JobResult[]): string {
  const groups = jobs
    .filter(({ job }) => CPU_JOBS.includes(job))
    .map(cpuGroup)
    .filter(({ bars }) => bars.length > 0)
  const ticks = [0.25, 0.5, 1, 2, 4, 8, 16, 32].map((value) => ({ value, label: `${value} ×` }))
  return drawChart({
    title: 'CPU of a picture, as a multiple of sharp',
    subtitle:
      'Warm medians of interleaved rounds; to the left of the line is less than native, on one thread',
    series: SERIES,
    groups,
    axis: { ...logarithmic(0.12, 40, 1), ticks, reference: { value: 1, label: 'sharp' } },
  })
}

const MEMORY_JOBS: readonly JobId[] = ['jpeg2_400', 'jpeg12_400', 'jpeg24_400', 'jpeg50_400', 'jpeg108_400']

function memoryGroup(job: JobId, memory: readonly MemoryResult[]): Group {
  const bars = SERIES.flatMap((series) => {
    const peak = memory.find((result) => result.job === job && result.stack === series)?.peak
    return peak === undefined ? [] : [{ series, value: peak / MEGABYTE, label: megabytes(peak) }]
  })
  return { caption: titleOf(job), bars }
}

function memoryChart(memory: readonly MemoryResult[]): string {
  const groups = MEMORY_JOBS.map((job) => memoryGroup(job, memory)).filter(({ bars }) => bars.length > 0)
  return drawChart({
    title: 'Memory that a picture takes in the isolate',
    subtitle: 'Peak of WebAssembly memories, source bytes and pixel buffers; bars with a tip go on',
    series: SERIES,
    groups,
    axis: {
      ...linear(400),
      ticks: [0, 100, 200, 300, 400].map((value) => ({ value, label: `${value} MB` })),
      reference: { value: ISOLATE_MB, label: 'the whole isolate: 128 MB' },
    },
  })
}

/** Draws all charts. The keys in the result are file names. */
export function charts({ jobs, memory, operations }: Results): Readonly<Record<string, string>> {
  return {
    'cpu.svg': cpuChart(jobs),
    'memory.svg': memoryChart(memory),
    ...(operations && { 'operations.svg': operationsChart(operations) }),
  }
}
