import { refuse } from './command.ts'
import { nameOf, type ProjectPlace } from './project-place.ts'
import { flagOf } from './spec.ts'

/**
 * Returns the only place that a command line names. There is no default, because npm can swallow a
 * flag, and the command would then change the wrong place.
 * @param flags flags for the places that are given
 * @param lines line to type for each place
 * @throws Failure bad-parameter: no place is named, or several; the message has all lines
 */
export function choosePlace<Name extends string>(
  flags: Readonly<Partial<Record<Name, unknown>>>,
  lines: Readonly<Record<Name, string>>,
): Name {
  const names = Object.keys(lines) as Name[]
  const [place, ...others] = names.filter((name) => flags[name] !== undefined)
  if (place !== undefined && others.length === 0) return place
  const what = place === undefined ? 'the place is missing' : 'only one place can be changed at a time'
  const shown = names.map((name) => `  ${lines[name]}`)
  return refuse(
    [`${what}: ${names.map(flagOf).join(' or ')}; nothing was changed. Type one of:`, ...shown].join('\n'),
  )
}

/**
 * Returns a configuration's deployed Worker, as messages name it.
 * @example workerOf(tables, place) // 'Worker images-staging (wrangler.jsonc, environment staging)'
 */
export function workerOf(tables: Readonly<Record<string, unknown>>, place: ProjectPlace): string {
  const { name } = tables
  const worker = typeof name === 'string' ? `Worker ${name}` : 'the Worker without a name'
  return `${worker} (${nameOf(place)})`
}
