import { type Options, parseOptions } from './options.ts'
import { compare, formatPair, runPairs } from './pairs.ts'
import { recordRun } from './record.ts'
import { runLoad } from './run.ts'
import { SCENARIO_NAMES, type ScenarioName } from './scenarios.ts'

const USAGE = `npm run tool load -- [--scenario ${SCENARIO_NAMES.join('|')}]
  [--seconds N] [--concurrency N] [--seed 1] [--chart FILE]
  [--checkout DIR] [--against DIR [--pairs 5]] [--record FILE]`

const print = (line: string) => console.log(line)
/** Shows the progress of a comparison, whose output are its pairs. */
const printAside = (line: string) => console.error(`  ${line}`)

/** Compares this Worker with the one of another checkout. */
async function runComparison(options: Options<ScenarioName>, against: string): Promise<void> {
  const pairs = await runPairs(
    options.pairs,
    () => runLoad(options, printAside),
    () => runLoad({ ...options, checkout: against, chart: undefined }, printAside),
  )
  for (const [index, pair] of pairs.entries()) print(formatPair(pair, index))
  print(JSON.stringify({ scenario: options.scenario, against, pairs: pairs.length, ...compare(pairs) }))
}

/** @returns `true` if all checks passed */
async function run(options: Options<ScenarioName>): Promise<boolean> {
  if (options.against !== undefined) {
    await runComparison(options, options.against)
    return true
  }
  const summary = await runLoad(options, print)
  if (options.record !== undefined) await recordRun(options.record, summary, SCENARIO_NAMES)
  return summary.failed.length === 0
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
if (!options || !(await run(options))) process.exitCode = 1
