import { parseArgs } from 'node:util'

export interface Options<Name extends string = string> {
  readonly scenario: Name
  /** Duration of `mixed`, `soak` or `recover` in seconds. By default, the scenario chooses it. */
  readonly seconds: number | undefined
  /** Number of clients. By default, the scenario chooses it. */
  readonly concurrency: number | undefined
  /** Seed for the random requests of `mixed`, `soak` and `recover`. */
  readonly seed: number
  /** File to which the chart is written. */
  readonly chart: string | undefined
  /** Folder of the checkout whose Worker is put under load. */
  readonly checkout: string
  /** Folder of a checkout to compare with. */
  readonly against: string | undefined
  /** Number of run pairs in a comparison. */
  readonly pairs: number
  /** File of measurements into which the result is written. */
  readonly record: string | undefined
}

function parseInteger(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new TypeError(`--${name} ${text}: expected a whole number from 1`)
  return value
}

/**
 * Parses the arguments of the command.
 * @param names all scenario names
 * @throws TypeError with a message for the user
 */
export function parseOptions<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
): Options<Name> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string' },
      concurrency: { type: 'string' },
      scenario: { type: 'string', default: 'mixed' },
      seed: { type: 'string', default: '1' },
      chart: { type: 'string' },
      checkout: { type: 'string', default: '.' },
      against: { type: 'string' },
      pairs: { type: 'string', default: '5' },
      record: { type: 'string' },
    },
  })
  const scenario = names.find((name) => name === values.scenario)
  if (scenario === undefined)
    throw new TypeError(`--scenario ${values.scenario}: expected one of ${names.join(', ')}`)
  const optional = (name: 'seconds' | 'concurrency') => {
    const text = values[name]
    return text === undefined ? undefined : parseInteger(name, text)
  }
  return {
    scenario,
    seconds: optional('seconds'),
    concurrency: optional('concurrency'),
    seed: parseInteger('seed', values.seed),
    chart: values.chart,
    checkout: values.checkout,
    against: values.against,
    pairs: parseInteger('pairs', values.pairs),
    record: values.record,
  }
}
