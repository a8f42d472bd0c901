import type { JobId } from './jobs.ts'
import type { JobResult, MemoryResult } from './results.ts'
import type { StackName } from './stacks/stack.ts'

/** Ratios to watch, each with its job and the stack to compare with. */
export const RATIOS = {
  jpeg12_400_vs_sharp: ['jpeg12_400', 'sharp'],
  jpeg12_400_vs_jsquash: ['jpeg12_400', 'jsquash'],
  prog12_400_vs_sharp: ['prog12_400', 'sharp'],
  jpeg12_webp1200_vs_sharp: ['jpeg12_webp1200', 'sharp'],
  png12_400_vs_sharp: ['png12_400', 'sharp'],
} as const satisfies Record<string, readonly [JobId, StackName]>

/** Jobs whose memory is watched. */
export const WATCHED = ['jpeg12_400', 'jpeg108_400', 'prog24_1200'] as const satisfies readonly JobId[]

export interface Summary {
  /** Signet's CPU time divided by the other stack's, or `null` if it was not measured. */
  readonly ratios: Readonly<Record<keyof typeof RATIOS, number | null>>
  readonly memory_mb: Readonly<Record<(typeof WATCHED)[number], number | null>>
  /** Reasons why ratios are missing. */
  readonly refused?: Readonly<Record<string, string>>
}

const rounded = (value: number | undefined, places: number) =>
  value === undefined ? null : Number(value.toFixed(places))

/** Summarizes a run. The result is printed as one JSON line. */
export function summarize(jobs: readonly JobResult[], memory: readonly MemoryResult[]): Summary {
  const of = (job: JobId, name: StackName) =>
    jobs.find((result) => result.job === job)?.stacks.find(({ stack }) => stack === name)
  const held = (job: JobId) => memory.find((result) => result.job === job && result.stack === 'signet')
  const ratios = Object.entries(RATIOS).map(([name, [job, peer]]) => [
    name,
    rounded(of(job, peer)?.ratio?.median, 3),
  ])
  const sizes = WATCHED.map((job) => {
    const peak = held(job)?.peak
    return [job, rounded(peak === undefined ? undefined : peak / 1e6, 1)]
  })
  const reasons = [
    ...jobs.flatMap(({ job, stacks }) => stacks.map((stack) => ({ job, ...stack }))),
    ...memory,
  ].flatMap(({ job, stack, refused }) =>
    refused === undefined ? [] : [[`${job} ${stack}`, refused] as const],
  )
  return {
    ratios: Object.fromEntries(ratios),
    memory_mb: Object.fromEntries(sizes),
    ...(reasons.length > 0 && { refused: Object.fromEntries(reasons) }),
  }
}
