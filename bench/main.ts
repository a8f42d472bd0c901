import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { measureEncoders } from './formats/encoders.ts'
import { measureLossy } from './formats/lossy.ts'
import { type PictureSet, paintPictures, readPhotographs } from './formats/pictures.ts'
import { measureQualities } from './formats/qualities.ts'
import { measureInflate } from './inflate.ts'
import { isolatedStacks, JOB_IDS, type JobId, jobOf, timedStacks } from './jobs.ts'
import { describeMachine, describeSource } from './machine.ts'
import { measureOperations } from './operations/rounds.ts'
import { printJob, printMemory, printRequests } from './print.ts'
import { readResults } from './read-results.ts'
import { renderFiles } from './render.ts'
import { measureRequests } from './requests.ts'
import type {
  EncodersResult,
  JobResult,
  LossySet,
  MemoryResult,
  OperationsResult,
  QualitySet,
  Results,
} from './results.ts'
import { type Effort, measureMemory, timeJob } from './rounds.ts'
import { makeSources } from './sources.ts'
import { type Client, startStack } from './stack-client.ts'
import type { StackName } from './stacks/stack.ts'
import { RATIOS, summarize, WATCHED } from './summary.ts'

const USAGE = `npm run bench -- [--quick | --render] [--rounds N]
  [--only JOBS [--record] | --only ops | --only inflate | --only encoders [--photos FOLDER] | --only qualities [--photos FOLDER]
  | --only webp [--photos FOLDER]]`
const OPERATIONS_ONLY = 'ops'
const ENCODERS_ONLY = 'encoders'
const QUALITIES_ONLY = 'qualities'
const LOSSY_ONLY = 'webp'
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

/** Times all jobs. Each stack keeps one process for all of them. */
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

/** Replaces the results of some jobs. Those of other jobs must be of the same machine. */
async function replaceJobs(jobs: readonly JobResult[], memory: readonly MemoryResult[]): Promise<void> {
  const results = readResults()
  const ids = new Set(jobs.map(({ job }) => job))
  const sources = sourcesOf(jobs)
  await replace({
    jobs: results.jobs.map((old) => jobs.find(({ job }) => job === old.job) ?? old),
    memory: [...results.memory.filter(({ job }) => !ids.has(job)), ...memory],
    sources: results.sources.map((old) => sources.find(({ source }) => source === old.source) ?? old),
  })
}

const today = () => new Date().toISOString().slice(0, 10)

async function timeOperations({ rounds }: Effort): Promise<OperationsResult> {
  return { date: today(), ...(await measureOperations(rounds, say)) }
}

const commandOf = (part: string, photographs: string | undefined) =>
  `npm run bench -- --only ${part}${photographs === undefined ? '' : ' --photos FOLDER'}`

function paint(): PictureSet {
  say('painting pictures, some 20 s')
  return paintPictures()
}

/** Times the encoders with the painted pictures and, if a folder is given, with its photographs. */
async function timeEncoders(photographs: string | undefined): Promise<EncodersResult> {
  const command = commandOf(ENCODERS_ONLY, photographs)
  const sets = [paint(), ...(photographs === undefined ? [] : [await readPhotographs(photographs)])]
  return { date: today(), command, ...(await measureEncoders(sets, say)) }
}

const openPictures = (photographs: string | undefined) =>
  photographs === undefined ? paint() : readPhotographs(photographs)

/** Returns the results of all sets after one of them was measured. */
const withSet = <Result extends { readonly set: string }>(others: readonly Result[], measured: Result) =>
  [...others.filter(({ set }) => set !== measured.set), measured].sort((a, b) => a.set.localeCompare(b.set))

/**
 * Measures the qualities with the photographs of a folder, or with the painted pictures if none is
 * given. The results of other sets are kept.
 */
async function replaceQualities(photographs: string | undefined): Promise<void> {
  const command = commandOf(QUALITIES_ONLY, photographs)
  const pictures = await openPictures(photographs)
  const head = { date: today(), command, ...describeMachine() }
  const measured: QualitySet = { ...head, ...(await measureQualities(pictures, say)) }
  await replace({ qualities: withSet(readResults().qualities ?? [], measured) })
}

/** Compares lossy WebP with libwebp on the same pictures. The results of other sets are kept. */
async function replaceLossy(photographs: string | undefined): Promise<void> {
  const command = commandOf(LOSSY_ONLY, photographs)
  const pictures = await openPictures(photographs)
  const { versions } = describeMachine()
  const measured: LossySet = { date: today(), command, versions, ...(await measureLossy(pictures, say)) }
  await replace({ lossy: withSet(readResults().lossy ?? [], measured) })
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
  const operations = await timeOperations(effort)
  const { qualities, lossy, encoders } = readResults()
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
    ...(qualities && { qualities }),
    ...(lossy && { lossy }),
    ...(encoders && { encoders }),
  })
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
      rounds: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return say(USAGE)
  if (values.render) return render()
  const count = values.rounds && { rounds: Number(values.rounds) }
  if (values.only === OPERATIONS_ONLY)
    return replace({ operations: await timeOperations({ ...FULL, ...count }) })
  if (values.only === ENCODERS_ONLY) return replace({ encoders: await timeEncoders(values.photos) })
  if (values.only === QUALITIES_ONLY) return replaceQualities(values.photos)
  if (values.only === LOSSY_ONLY) return replaceLossy(values.photos)
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
