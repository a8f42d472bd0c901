import { type JobId, jobOf, megapixels } from './jobs.ts'
import { assess } from './quality.ts'
import type { JobResult, MemoryResult, StackResult } from './results.ts'
import { type Client, inFreshProcess } from './stack-client.ts'
import type { Job, StackName } from './stacks/stack.ts'
import { STACKS } from './stacks/stacks.ts'
import { median, pairedRatio, spread } from './statistics.ts'

/** Limits for a measurement. */
export interface Effort {
  /** Maximum number of rounds for a job, and the seconds after which no further round starts. */
  readonly rounds: number
  readonly seconds: number
  /** Runs before the first round, in which V8 optimizes the codecs. */
  readonly warmups: number
  /** Number of fresh processes in which a first picture is timed. */
  readonly cold: number
}

export type Say = (line: string) => void

interface TimedStack {
  readonly client: Client
  readonly result: StackResult
  readonly cpu: number[]
}

const MIN_ROUNDS = 3

async function prepare(job: Job, id: JobId, name: StackName, client: Client, { warmups }: Effort, say: Say) {
  const stack = await STACKS[name]()
  const base = { stack: name, settings: stack.settings(job) }
  const first = await client.time(id, true)
  if ('refused' in first) return { client, result: { ...base, refused: first.refused }, cpu: [] }
  const quality = await assess(first.output ?? new Uint8Array(0), job, stack.light, say)
  for (let run = 1; run < warmups; run++) await client.time(id)
  return { client, result: { ...base, quality }, cpu: [] }
}

/** Plays a round. Every other round has the reverse order. */
async function playRound(id: JobId, entrants: readonly TimedStack[], round: number): Promise<void> {
  const order = round % 2 === 0 ? entrants : entrants.toReversed()
  for (const { client, cpu } of order) {
    const report = await client.time(id)
    if ('refused' in report) throw new Error(`${id} failed after a success: ${report.refused}`)
    cpu.push(report.cpu)
  }
}

async function coldRun(id: JobId, name: StackName, times: number): Promise<Pick<StackResult, 'cold'>> {
  const runs: { cpu: number; resident: number }[] = []
  for (let run = 0; run < times; run++) {
    const report = await inFreshProcess(name, false, (client) => client.time(id))
    if (!('refused' in report)) runs.push(report)
  }
  if (runs.length === 0) return {}
  return {
    cold: { cpu: median(runs.map(({ cpu }) => cpu)), resident: median(runs.map(({ resident }) => resident)) },
  }
}

/**
 * Runs a job with several stacks in turn, so that a disturbance on the machine affects them all.
 */
export async function timeJob(
  id: JobId,
  clients: ReadonlyMap<StackName, Client>,
  effort: Effort,
  say: Say,
): Promise<JobResult> {
  const job = jobOf(id)
  const all: TimedStack[] = []
  for (const [name, client] of clients) all.push(await prepare(job, id, name, client, effort, say))
  const entrants = all.filter(({ result }) => result.refused === undefined)
  const end = performance.now() + effort.seconds * 1000
  let rounds = 0
  while (rounds < MIN_ROUNDS || (rounds < effort.rounds && performance.now() < end)) {
    await playRound(id, entrants, rounds++)
  }
  const ours = entrants.find(({ result }) => result.stack === 'signet')
  const stacks: StackResult[] = []
  for (const { result, cpu } of all) {
    if (cpu.length === 0) stacks.push(result)
    else {
      const ratio = ours && result.stack !== 'signet' && { ratio: pairedRatio(ours.cpu, cpu) }
      const cold = await coldRun(id, result.stack, effort.cold)
      stacks.push({ ...result, warm: spread(cpu), ...cold, ...ratio })
    }
  }
  return { job: id, megapixels: megapixels(job), rounds, stacks }
}

/** Measures a stack's peak memory for a job in a fresh process. */
export async function measureMemory(id: JobId, stack: StackName): Promise<MemoryResult> {
  const report = await inFreshProcess(stack, true, (client) => client.hold(id))
  return { job: id, megapixels: megapixels(jobOf(id)), stack, ...report }
}
