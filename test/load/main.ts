import { writeFile } from 'node:fs/promises'
import { drawMemory } from './chart.ts'
import { answeredQuickly, commonChecks } from './checks.ts'
import { getAnswer } from './client.ts'
import { type Options, parseOptions } from './options.ts'
import { type Origin, startOrigin } from './origin.ts'
import { makePictures } from './pictures.ts'
import { chartOf, formatCheck, formatMemory, formatRequests, summarize } from './report.ts'
import { PROBE_FILE, probe } from './requests.ts'
import { residentMb, watchResident } from './resident.ts'
import type { Entry, Scenario, Stage } from './scenario.ts'
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from './scenarios.ts'
import { type Service, startService } from './service.ts'

const USAGE = `npm run load -- [--seconds 60] [--concurrency N] [--scenario ${SCENARIO_NAMES.join('|')}] [--seed 1] [--chart FILE]`

/** Default chart file of the scenario `mixed`, in the folder of the pictures. */
const MIXED_CHART = 'dist/load/mixed.svg'

const print = (line: string) => console.log(line)

/**
 * Runs a scenario and prints its report.
 * @returns `true` if all checks passed
 */
async function runScenario(stage: Stage, name: ScenarioName): Promise<boolean> {
  const { options, print: say } = stage
  const scenario: Scenario = SCENARIOS[name]
  say(`${name}: ${scenario.about}`)
  const { checks = [], figures = {} } = await scenario.run(stage)
  stage.memory.stop()

  const after: Entry[] = []
  const nextOnes = await probe({ ...stage, entries: after }, 'next')
  const nextMs = Math.round(Math.max(...nextOnes.map(({ milliseconds }) => milliseconds)))
  const all = [...commonChecks(stage, scenario), ...checks, answeredQuickly('the next request', nextOnes)]

  const chart = options.chart ?? (name === 'mixed' ? MIXED_CHART : undefined)
  if (chart !== undefined) {
    await writeFile(chart, drawMemory(chartOf(stage, name)))
    say(`wrote the chart to ${chart}`)
  }
  for (const line of formatRequests([...stage.entries, ...after])) say(line)
  say(formatMemory(stage))
  for (const each of all) say(formatCheck(each))
  say(JSON.stringify(summarize(stage, name, all, { ...figures, nextMs })))
  return all.every(({ holds }) => holds)
}

async function runWhenIdle(
  options: Options<ScenarioName>,
  service: Service,
  origin: Origin,
): Promise<boolean> {
  const health = await getAnswer(service.port, '/health')
  if (health.status !== 200) throw new Error(`/health: ${health.status} ${health.fault ?? ''}`)
  const idleMb = residentMb(service.pid)
  const memory = watchResident(service.pid)
  try {
    return await runScenario(
      { options, service, origin, memory, idleMb, entries: [], print: print },
      options.scenario,
    )
  } finally {
    memory.stop()
  }
}

async function load(options: Options<ScenarioName>): Promise<boolean> {
  const directory = await makePictures(print)
  const scenario: Scenario = SCENARIOS[options.scenario]
  const names = [PROBE_FILE, ...(scenario.bucket ?? [])]
  const origin = await startOrigin(directory)
  try {
    const service = await startService(origin.ports, { directory, names })
    try {
      return await runWhenIdle(options, service, origin)
    } finally {
      await service.close()
    }
  } finally {
    origin.close()
  }
}

function readOptions(args: readonly string[]): Options<ScenarioName> | undefined {
  try {
    return parseOptions(args, SCENARIO_NAMES)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    console.error(`${error.message}\nusage: ${USAGE}`)
    return undefined
  }
}

const options = readOptions(process.argv.slice(2))
if (!options || !(await load(options))) process.exitCode = 1
