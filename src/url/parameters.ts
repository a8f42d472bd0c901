import { Failure } from '../errors.ts'
import { isOptionName, OPTIONS, type OptionName, type Options, type Row } from './options.ts'

const rows: Readonly<Record<OptionName, Row>> = OPTIONS

/** @throws Failure bad-parameter, which says what the parameter takes and what it got */
export function refuseValue(name: OptionName, text: string): never {
  throw new Failure('bad-parameter', `${name} must be ${rows[name].expects}, got ${text || 'an empty value'}`)
}

/**
 * Parses decoded parameters.
 * @throws Failure bad-parameter: unknown name, bad or empty value
 */
export function parseOptions(parameters: ReadonlyMap<string, string>): Options {
  const options: Record<string, unknown> = {}
  for (const [name, text] of parameters) {
    if (!isOptionName(name)) throw new Failure('bad-parameter', `unknown parameter ${name}`)
    const value: unknown = rows[name].parse(text)
    if (value === undefined) refuseValue(name, text)
    options[name] = value
  }
  return options
}

/** @throws Failure bad-parameter: an option without one that its row needs */
export function assertNeeds(options: Options): void {
  for (const name of Object.keys(options)) {
    const missing = isOptionName(name) && rows[name].needs?.find((other) => !(other in options))
    if (missing) throw new Failure('bad-parameter', `${name} needs ${missing}`)
  }
}

/** The parameters of `options` as decoded text, in the order of the table: the inverse of `parseOptions`. */
export function formatOptions(options: Options): Map<string, string> {
  const parameters = new Map<string, string>()
  for (const name of Object.keys(OPTIONS).filter(isOptionName)) {
    const value = options[name]
    if (value !== undefined) parameters.set(name, rows[name].format(value as never))
  }
  return parameters
}
