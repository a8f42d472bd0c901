import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { measureInflate } from './inflate.ts'
import { isolatedStacks, JOB_IDS, type JobId, jobOf, timedStacks } from './jobs.ts'
import { describeMachine, describeSource } from './machine.ts'
import { otherParts, PARTS, timeOperations, today } from './parts.ts'
import { printJob, printMemory, printRequests } from './print.ts'
import { readResults } from './read-results.ts'
import { renderFiles } from './render.ts'
import { measureRequests } from './requests.ts'
import type { JobResult, MemoryResult, Results } from './results.ts'
import { type Effort, measureMemory, timeJob } from './rounds.ts'
import { makeSources } from './sources.ts'
import { type Client, startStack } from './stack-client.ts'
import type { StackName } from './stacks/stack.ts'
import { RATIOS, summarize, WATCHED } from './summary.ts'

const USAGE = `npm run bench -- [--quick | --render] [--rounds N]
  [--only JOBS [--record] | --only ops | --only inflate | --only webp [--photos FOLDER] | --only transcodes --photos FOLDER
  | --only palette [--photos FOLDER] | --only encoders | --only qualities | --only jxl | --only jpeg [--cjpegli PATH]
    [--photos FOLDER] [--widths 400,800,1600]]`
const INFLATE_ONLY = 'inflate'

const FULL: Effort = { rounds: 15, seconds: 30, warmups: 4, cold: 3 }
const QUICK: Effort = { rounds: 7, seconds: 7, warmups: 3, cold: 0 }

const say = (line: string) => console.log(line)
const place = (file: string) => new URL(file, import.meta.url)

interface JobSelection {
  readonly timed: ReadonlyMap<JobId, readonly StackName[]>
  readonly measured: ReadonlyMap<JobId, readonly StackName[]>
}

function selectByName(only: RegExp): JobSelection {
  const ids = JOB_IDS.filter((id) => only.test(id))
  return {
    timed: new Map(ids.map((id) => [id, timedStacks(jobOf(id))])),
    measured: new Map(ids.map((id) => [id, isolatedStacks(jobOf(id))])),
  }
}

function selectForSummary(): JobSelection {
  const timed = new Map<JobId, StackName[]>()
  for (const [id, peer] of Object.values(RATIOS)) timed.set(id, [...(timed.get(id) ?? ['signet']), peer])
  return { timed, measured: new Map(WATCHED.map((id) => [id, ['signet']])) }
}

/** Times all jobs. Each stack keeps one process for all jobs. */
async function timeAll({ timed }: JobSelection, effort: Effort): Promise<JobResult[]> {
  const clients = new Map<StackName, Client>()
  for (const name of new Set([...timed.values()].flat())) clients.set(name, await startStack(name))
  const results: JobResult[] = []
  try {
    for (const [id, names] of timed) {
      const chosen = [...clients].filter(([name]) => names.includes(name))
      const result = await timeJob(id, new Map(chosen), effort, say)
      printJob(result, say)
      results.push(result)
    }
  } finally {
    for (const client of clients.values()) client.close()
  }
  return results
}

async function measureAllMemory({ measured }: JobSelection): Promise<MemoryResult[]> {
  const results: MemoryResult[] = []
  for (const [id, names] of measured) {
    for (const name of names) {
      const result = await measureMemory(id, name)
      printMemory(result, say)
      results.push(result)
    }
  }
  return results
}

async function writeResults(results: Results): Promise<void> {
  await writeFile(place('results.json'), `${JSON.stringify(results, undefined, 2)}\n`)
  await render()
}

/**
 * Replaces a part of the results. The results are read again, because another run may have changed
 * a different part meanwhile.
 */
async function replace(part: Partial<Results>): Promise<void> {
  await writeResults({ ...readResults(), ...part })
}

const sourcesOf = (jobs: readonly JobResult[]) =>
  [...new Set(jobs.map(({ job }) => jobOf(job).source))].map(describeSource)

const byJob = (one: { readonly job: JobId }, other: { readonly job: JobId }) =>
  JOB_IDS.indexOf(one.job) - JOB_IDS.indexOf(other.job)

/**
 * Replaces or adds the results for some jobs. The results for other jobs must come from the same
 * machine.
 */
async function replaceJobs(jobs: readonly JobResult[], memory: readonly MemoryResult[]): Promise<void> {
  const results = readResults()
  const measured = new Set(jobs.map(({ job }) => job))
  const isOther = ({ job }: { readonly job: JobId }) => !measured.has(job)
  const all = [...results.jobs.filter(isOther), ...jobs].sort(byJob)
  await replace({
    jobs: all,
    memory: [...results.memory.filter(isOther), ...memory].sort(byJob),
    sources: sourcesOf(all),
  })
}

/**
 * Renders the report and the charts from the results file, so that `--render` needs no measurement.
 */
async function render(): Promise<void> {
  for (const [file, text] of Object.entries(renderFiles(readResults()))) await writeFile(place(file), text)
  say('wrote bench/README.md and its charts; `npm run docs` updates the figures of the other pages')
}

async function runFull(
  selection: JobSelection,
  effort: Effort,
  isComplete: boolean,
  isRecorded: boolean,
): Promise<void> {
  const jobs = await timeAll(selection, effort)
  const memory = await measureAllMemory(selection)
  say(JSON.stringify(summarize(jobs, memory)))
  if (!isComplete) return isRecorded ? replaceJobs(jobs, memory) : undefined
  const { requests, large } = await measureRequests(say)
  printRequests(requests, large, say)
  const { operations } = await timeOperations({ ...effort, say })
  await writeResults({
    date: today(),
    command: `npm run bench -- --rounds ${effort.rounds}`,
    ...describeMachine(),
    sources: sourcesOf(jobs),
    jobs,
    memory,
    requests,
    large,
    operations,
    ...otherParts(readResults()),
  })
}

/** Parses a width list such as `400,800`. */
function widthsOf(list: string | undefined): readonly number[] | undefined {
  const widths = list?.split(',').map(Number)
  if (widths?.every((width) => Number.isInteger(width) && width > 0) === false)
    throw new Error(`--widths takes numbers of pixels such as 400,800 instead of ${list}`)
  return widths
}

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      render: { type: 'boolean', default: false },
      only: { type: 'string' },
      photos: { type: 'string' },
      widths: { type: 'string' },
      cjpegli: { type: 'string' },
      rounds: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return say(USAGE)
  if (values.render) return render()
  const count = values.rounds && { rounds: Number(values.rounds) }
  const part = PARTS[values.only ?? '']
  if (part) {
    const { rounds } = { ...FULL, ...count }
    const widths = widthsOf(values.widths)
    const { photos: photographs, cjpegli: jpegli } = values
    return replace(await part({ rounds, photographs, widths, jpegli, say }))
  }
  if (values.only === INFLATE_ONLY) return measureInflate({ ...FULL, ...count }.rounds, say)
  const selection = values.quick ? selectForSummary() : selectByName(new RegExp(values.only ?? ''))
  const ids = new Set([...selection.timed.keys(), ...selection.measured.keys()])
  await makeSources([...new Set([...ids].map((id) => jobOf(id).source))], say)
  const effort = values.quick ? QUICK : FULL
  const rounds = { ...effort, ...count }
  if (!values.quick) return runFull(selection, rounds, values.only === undefined, values.record)
  const jobs = await timeAll(selection, rounds)
  say(JSON.stringify(summarize(jobs, await measureAllMemory(selection))))
}

await main(process.argv.slice(2))
