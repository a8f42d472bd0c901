import { parseArgs } from 'node:util'

export interface Options {
  readonly seconds: number
  readonly seed: number
  /** The one case to run. */
  readonly only: number | undefined
  /** A folder to which the files that are mutated are written. */
  readonly corpus: string | undefined
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text)
  if (!/^[0-9]+$/.test(text) || value < least || value >= 2 ** 31)
    throw new TypeError(`--${name} ${text}: expected a whole number from ${least}`)
  return value
}

/**
 * Reads the arguments of the command.
 * @param fresh the seed if none is given
 * @throws TypeError with a sentence for the user
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
    seconds: whole('seconds', values.seconds, 1),
    seed: whole('seed', values.seed, 0),
    only: values.case === undefined ? undefined : whole('case', values.case, 0),
    corpus: values.corpus,
  }
}
