import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { peakResident, resident } from '../../bench/process-figures.ts'
import type { Case } from './cases.ts'
import { knownPictures } from './known.ts'
import { type Options, parseOptions } from './options.ts'
import { startOrigin } from './origin.ts'
import { progress, summary, tally } from './report.ts'
import { type Finding, runCase, runCases, type Stage } from './run.ts'
import { makeSeeds, type Seed } from './seeds.ts'
import { startService } from './service.ts'
import { MARK } from './verdict.ts'

const USAGE = 'npm run tool fuzz -- [--seconds 60] [--seed S] [--case I] [--corpus DIR]'
const FOLDER = join('dist', 'fuzz')
const EVERY = 10_000

const print = (line: string) => console.log(line)

/** Returns a memory figure of the process in megabytes. It is `undefined` except on Linux. */
function megabytes(pid: number | undefined, measure: (pid: number) => number): number | undefined {
  return pid === undefined ? undefined : measure(pid) / 1e6
}

async function save(seed: number, { index, source, overlay }: Case): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  await writeFile(join(FOLDER, `${seed}-${index}`), source)
  if (overlay) await writeFile(join(FOLDER, `${seed}-${index}-overlay`), overlay)
}

async function printFailure(
  { seed, service }: Stage,
  { index, what, target, given }: Finding,
): Promise<void> {
  print(`FAILED (seed ${seed}, case ${index}): ${what}`)
  print(`  ${given ? `${given.kind}, ${given.method}: ` : ''}${target.slice(0, 600)}`)
  if (given) {
    print(`  ${given.how}`)
    await save(seed, given)
  }
  for (const line of service.logs.slice(-2)) print(`  log: ${line.slice(0, 300)}`)
}

async function rerun(stage: Stage, index: number): Promise<void> {
  const { given, target, answer, what } = await runCase(stage, index)
  print(`${given.kind}, ${given.method} ${target}\n${given.how}`)
  print(`${answer.status} ${JSON.stringify(Object.fromEntries(answer.headers))}`)
  if (answer.status >= 400) print(new TextDecoder().decode(answer.body))
  stage.seen.cases++
  stage.seen.statuses[answer.status] = 1
  await save(stage.seed, given)
  if (what === undefined) return
  stage.seen.failed++
  await printFailure(stage, { index, what, target, given })
}

async function keepCorpus(folder: string, seeds: readonly Seed[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const { name, format, file } of seeds)
    await writeFile(join(folder, `${name.replaceAll(/[^\w.-]+/g, '-')}.${format}`), file)
}

async function fuzz({ seed, seconds, only, corpus }: Options): Promise<boolean> {
  print(`seed ${seed}`)
  const seeds = await makeSeeds()
  if (corpus !== undefined) await keepCorpus(corpus, seeds)
  const [r, g, b] = MARK
  const overlay = await sharp({ create: { width: 8, height: 8, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer()
  const known = knownPictures(seeds)
  const origin = await startOrigin({ ...known.files, mark: new Uint8Array(overlay) })
  const service = await startService(origin.base)
  const stage: Stage = { seed, seeds, service, origin, known, seen: tally(seed) }
  const begin = performance.now()
  const timer = setInterval(
    () =>
      print(
        progress(
          stage.seen,
          (performance.now() - begin) / 1000,
          megabytes(service.pid, (pid) => resident(pid, 'VmRSS')),
        ),
      ),
    EVERY,
  )
  try {
    if (only !== undefined) await rerun(stage, only)
    else await runCases(stage, begin + seconds * 1000, (finding) => printFailure(stage, finding))
    print(summary(stage.seen, megabytes(service.pid, peakResident)))
    return stage.seen.failed === 0
  } finally {
    clearInterval(timer)
    await service.close()
    origin.close()
  }
}

function readOptions(args: readonly string[]): Options | undefined {
  try {
    return parseOptions(args, Math.floor(Math.random() * 2 ** 31))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    console.error(`${error.message}\nusage: ${USAGE}`)
    return undefined
  }
}

const options = readOptions(process.argv.slice(2))
if (!options || !(await fuzz(options))) process.exitCode = 1
