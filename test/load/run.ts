import { writeFile } from 'node:fs/promises'
import { cpuTime } from '../../bench/process-figures.ts'
import { drawMemory } from './chart.ts'
import { answeredQuickly, commonChecks } from './checks.ts'
import { getAnswer } from './client.ts'
import { watchIsolate } from './isolate/watch.ts'
import type { Options } from './options.ts'
import { type Origin, startOrigin } from './origin.ts'
import { makePictures } from './pictures.ts'
import { chartOf, formatCheck, formatMemory, formatRequests, summarize } from './report.ts'
import { PROBE_FILE, probe } from './requests.ts'
import { residentMb, watchResident } from './resident.ts'
import type { Entry, Scenario, Stage } from './scenario.ts'
import { SCENARIOS, type ScenarioName } from './scenarios.ts'
import { type Service, startService } from './service.ts'

/** Scenarios whose chart is drawn without being asked for, into the folder of the pictures. */
const CHARTED: readonly ScenarioName[] = ['mixed', 'soak', 'recover']

/** Object that is printed as the last line. */
export type Summary = ReturnType<typeof summarize>

/** Runs a scenario and prints its report. */
async function runScenario(stage: Stage, name: ScenarioName): Promise<Summary> {
  const { options, print: say } = stage
  const scenario: Scenario = SCENARIOS[name]
  say(`${name}: ${scenario.about}`)
  const { pid } = stage.service
  const [begin, cpuBefore] = [performance.now(), cpuTime(pid)]
  const { checks = [], figures = {} } = await scenario.run(stage)
  const seconds = (performance.now() - begin) / 1000
  const cpuSeconds = (cpuTime(pid) - cpuBefore) / 1000
  await stage.isolate.stop()
  stage.memory.stop()

  const after: Entry[] = []
  const nextOnes = await probe({ ...stage, entries: after }, 'next')
  const nextMs = Math.round(Math.max(...nextOnes.map(({ milliseconds }) => milliseconds)))
  const all = [...commonChecks(stage, scenario), ...checks, answeredQuickly('the next request', nextOnes)]

  const chart = options.chart ?? (CHARTED.includes(name) ? `dist/load/${name}.svg` : undefined)
  if (chart !== undefined) {
    await writeFile(chart, drawMemory(chartOf(stage, name)))
    say(`wrote the chart to ${chart}`)
  }
  for (const line of formatRequests([...stage.entries, ...after])) say(line)
  for (const line of formatMemory(stage)) say(line)
  for (const each of all) say(formatCheck(each))
  const summary = summarize(stage, name, all, { seconds, cpuSeconds, nextMs }, figures)
  say(JSON.stringify(summary))
  return summary
}

async function runWhenIdle(
  options: Options<ScenarioName>,
  service: Service,
  origin: Origin,
  print: (line: string) => void,
): Promise<Summary> {
  const health = await getAnswer(service.port, '/health')
  if (health.status !== 200) throw new Error(`/health: ${health.status} ${health.fault ?? ''}`)
  const idleMb = residentMb(service.pid)
  const isolate = await watchIsolate(service.port, service.inspector)
  const memory = watchResident(service.pid)
  try {
    const stage = { options, service, origin, isolate, memory, idleMb, entries: [], print }
    return await runScenario(stage, options.scenario)
  } finally {
    memory.stop()
    await isolate.stop()
  }
}

/**
 * Puts the Worker of a checkout under load.
 * @param print receives the report's lines
 * @returns the object on the last line
 */
export async function runLoad(
  options: Options<ScenarioName>,
  print: (line: string) => void,
): Promise<Summary> {
  const directory = await makePictures(print)
  const scenario: Scenario = SCENARIOS[options.scenario]
  const names = [PROBE_FILE, ...(scenario.bucket ?? [])]
  const origin = await startOrigin(directory)
  try {
    const service = await startService(options.checkout, origin.ports, { directory, names })
    try {
      return await runWhenIdle(options, service, origin, print)
    } finally {
      await service.close()
    }
  } finally {
    origin.close()
  }
}
