import { parseArgs } from 'node:util'

export interface Options<Name extends string = string> {
  readonly scenario: Name
  /** Duration of the scenario `mixed` in seconds. */
  readonly seconds: number
  /** Number of clients. By default, the scenario chooses it. */
  readonly concurrency: number | undefined
  /** Seed for the random requests of `mixed`. */
  readonly seed: number
  /** File to which the chart is written. */
  readonly chart: string | undefined
}

function parseInteger(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new TypeError(`--${name} ${text}: expected a whole number from 1`)
  return value
}

/**
 * Parses the arguments of the command.
 * @param names names of all scenarios
 * @throws TypeError with a message for the user
 */
export function parseOptions<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
): Options<Name> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '60' },
      concurrency: { type: 'string' },
      scenario: { type: 'string', default: 'mixed' },
      seed: { type: 'string', default: '1' },
      chart: { type: 'string' },
    },
  })
  const scenario = names.find((name) => name === values.scenario)
  if (scenario === undefined)
    throw new TypeError(`--scenario ${values.scenario}: expected one of ${names.join(', ')}`)
  return {
    scenario,
    seconds: parseInteger('seconds', values.seconds),
    concurrency:
      values.concurrency === undefined ? undefined : parseInteger('concurrency', values.concurrency),
    seed: parseInteger('seed', values.seed),
    chart: values.chart,
  }
}
