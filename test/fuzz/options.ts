import { parseArgs } from 'node:util'

export interface Options {
  readonly seconds: number
  readonly seed: number
  /** Index of the only case to run. */
  readonly only: number | undefined
  /** Folder to which the unchanged seed files are written. */
  readonly corpus: string | undefined
}

function parseInteger(name: string, text: string, min: number): number {
  const value = Number(text)
  if (!/^[0-9]+$/.test(text) || value < min || value >= 2 ** 31)
    throw new TypeError(`--${name} ${text}: expected a whole number from ${min}`)
  return value
}

/**
 * Parses the arguments of the command.
 * @param fresh seed to use if none is given
 * @throws TypeError with a message for the user
 */
export function parseOptions(args: readonly string[], fresh: number): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: String(fresh) },
      case: { type: 'string' },
      corpus: { type: 'string' },
    },
  })
  return {
    seconds: parseInteger('seconds', values.seconds, 1),
    seed: parseInteger('seed', values.seed, 0),
    only: values.case === undefined ? undefined : parseInteger('case', values.case, 0),
    corpus: values.corpus,
  }
}
