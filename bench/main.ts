import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { charts } from './charts.ts'
import { measureFormats } from './formats/measure.ts'
import { ISOLATED, JOB_IDS, type JobId, jobOf, timedStacks } from './jobs.ts'
import { measureOperations } from './operations/rounds.ts'
import { printJob, printMemory, printRequests } from './print.ts'
import { renderReport } from './report.ts'
import { measureRequests } from './requests.ts'
import type { FormatsResult, JobResult, MemoryResult, OperationsResult, Results } from './results.ts'
import { type Effort, holdJob, timeJob } from './rounds.ts'
import { makeSources } from './sources.ts'
import { type Client, startStack } from './stack-client.ts'
import type { StackName } from './stacks/stack.ts'
import { RATIOS, summarize, WATCHED } from './summary.ts'
import { describeSource, surroundings } from './surroundings.ts'

const USAGE =
  'npm run bench -- [--quick | --render] [--only JOBS | --only ops | --only formats [--photos FOLDER]] [--rounds N]'
/** What is asked for to have the operations measured anew, and all else kept. */
const OPERATIONS_ONLY = 'ops'
/** Likewise the formats at their default qualities, on photographs of a folder besides the painted ones. */
const FORMATS_ONLY = 'formats'

const FULL: Effort = { rounds: 15, seconds: 30, warmups: 4, cold: 3 }
const QUICK: Effort = { rounds: 7, seconds: 7, warmups: 3, cold: 0 }

const say = (line: string) => console.log(line)
const place = (file: string) => new URL(file, import.meta.url)

/** Who is timed and who is held against the isolate, by job. */
interface Programme {
  readonly timed: ReadonlyMap<JobId, readonly StackName[]>
  readonly held: ReadonlyMap<JobId, readonly StackName[]>
}

function fullProgramme(only: RegExp): Programme {
  const ids = JOB_IDS.filter((id) => only.test(id))
  return {
    timed: new Map(ids.map((id) => [id, timedStacks(jobOf(id))])),
    held: new Map(ids.map((id) => [id, ISOLATED])),
  }
}

/** What the summary needs and no more. */
function quickProgramme(): Programme {
  const timed = new Map<JobId, StackName[]>()
  for (const [id, peer] of Object.values(RATIOS)) timed.set(id, [...(timed.get(id) ?? ['signet']), peer])
  return { timed, held: new Map(WATCHED.map((id) => [id, ['signet']])) }
}

/** Runs each job on its stacks, every stack in one process for all jobs. */
async function timeAll({ timed }: Programme, effort: Effort): Promise<JobResult[]> {
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

async function holdAll({ held }: Programme): Promise<MemoryResult[]> {
  const results: MemoryResult[] = []
  for (const [id, names] of held) {
    for (const name of names) {
      const result = await holdJob(id, name)
      printMemory(result, say)
      results.push(result)
    }
  }
  return results
}

async function readResults(): Promise<Results> {
  return JSON.parse(await readFile(place('results.json'), 'utf8')) as Results
}

async function writeResults(results: Results): Promise<void> {
  await writeFile(place('results.json'), `${JSON.stringify(results, undefined, 2)}\n`)
  await render()
}

/** Writes a part anew, and keeps the others as they are by then. */
async function replace(part: Partial<Results>): Promise<void> {
  await writeResults({ ...(await readResults()), ...part })
}

const today = () => new Date().toISOString().slice(0, 10)

async function timeOperations({ rounds }: Effort): Promise<OperationsResult> {
  return { date: today(), ...(await measureOperations(rounds, say)) }
}

async function holdFormats(photographs: string | undefined): Promise<FormatsResult> {
  const command = `npm run bench -- --only ${FORMATS_ONLY}${photographs === undefined ? '' : ' --photos FOLDER'}`
  return { date: today(), command, ...(await measureFormats(photographs, say)) }
}

/** Figures first, then what is made of them, so that the page can be written anew without running anything. */
async function render(): Promise<void> {
  const results = await readResults()
  await writeFile(place('README.md'), renderReport(results))
  for (const [file, svg] of Object.entries(charts(results))) await writeFile(place(file), svg)
  say('bench/README.md and its charts are written')
}

async function runFull(programme: Programme, effort: Effort, whole: boolean): Promise<void> {
  const jobs = await timeAll(programme, effort)
  const memory = await holdAll(programme)
  say(JSON.stringify(summarize(jobs, memory)))
  // What was run in part is for the eye; the page tells of whole runs.
  if (!whole) return
  const { requests, large } = await measureRequests(say)
  printRequests(requests, large, say)
  const operations = await timeOperations(effort)
  const { formats } = await readResults()
  const sources = [...new Set([...programme.timed.keys()].map((id) => jobOf(id).source))].map(describeSource)
  await writeResults({
    date: today(),
    command: 'npm run bench',
    ...surroundings(),
    sources,
    jobs,
    memory,
    requests,
    large,
    operations,
    ...(formats && { formats }),
  })
}

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
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
  if (values.only === FORMATS_ONLY) return replace({ formats: await holdFormats(values.photos) })
  const programme = values.quick ? quickProgramme() : fullProgramme(new RegExp(values.only ?? ''))
  const ids = new Set([...programme.timed.keys(), ...programme.held.keys()])
  await makeSources([...new Set([...ids].map((id) => jobOf(id).source))], say)
  const effort = values.quick ? QUICK : FULL
  const rounds = { ...effort, ...count }
  if (!values.quick) return runFull(programme, rounds, values.only === undefined)
  const jobs = await timeAll(programme, rounds)
  say(JSON.stringify(summarize(jobs, await holdAll(programme))))
}

await main(process.argv.slice(2))
