import { ownValue } from '../../engine/options/own.ts'
import { Failure } from '../../errors.ts'
import { isFilling, isOptionName, OPTION_NAMES, type OptionName, type Options, rowOf } from './options.ts'

/** Matches a CSS color, such as `#ffd666`. */
const CSS_COLOR = /(^|,)#/

/**
 * Throws the failure for a parameter's invalid value. The message names the accepted values and the
 * given value.
 * @param hint end of the message
 * @throws Failure bad-parameter
 */
export function refuseValue(name: OptionName, text: string, hint = ''): never {
  const advice = CSS_COLOR.test(text) ? ': write it without #' : hint
  throw new Failure(
    'bad-parameter',
    `${name} must be ${rowOf(name).expects}, got ${text || 'an empty value'}${advice}`,
  )
}

/**
 * Parses decoded parameters.
 * @throws Failure bad-parameter: an unknown name, or an invalid or empty value
 */
export function parseOptions(parameters: ReadonlyMap<string, string>): Options {
  const options: Record<string, unknown> = Object.create(null)
  for (const [name, text] of parameters) {
    if (!isOptionName(name)) throw new Failure('bad-parameter', `unknown parameter ${name}`)
    const value: unknown = rowOf(name).parse(text)
    if (value === undefined) refuseValue(name, text)
    options[name] = value
  }
  return options as Options
}

/**
 * Returns the name of the parameter `other` in the overlay layer to which `name` belongs: for
 * `ol2align` and `oltext`, the result is `ol2text`. Rows name the parameters that they need as in
 * the first layer.
 */
const inLayerOf = (name: string, other: string) => other.replace(/^ol/, /^ol[234]?/.exec(name)?.[0] ?? 'ol')

/**
 * Returns the names of the missing parameters that a parameter needs, as a phrase for a message;
 * `undefined` if none is missing.
 */
export function missingFor(name: OptionName, isThere: (other: string) => boolean): string | undefined {
  const { needs = [], needsOne = [] } = rowOf(name)
  const [all = [], one = []] = [needs, needsOne].map((others) =>
    others.map((other) => inLayerOf(name, other)),
  )
  const missing = all.filter((other) => !isThere(other)).join(' and ')
  return missing || (one.some(isThere) ? undefined : one.join(' or ') || undefined)
}

/**
 * Checks that the options which each option needs are present.
 * @throws Failure bad-parameter
 */
export function assertNeeds(options: Options): void {
  for (const name of Object.keys(options).filter(isOptionName)) {
    const missing = missingFor(name, (other) => Object.hasOwn(options, other))
    if (missing) throw new Failure('bad-parameter', `${name} needs ${missing}`)
  }
}

/**
 * Formats options as decoded parameters, in the table's order. This is the inverse of
 * `parseOptions`.
 */
export function formatOptions(options: Options): Map<string, string> {
  const filling = Object.keys(options).filter(isFilling).sort()
  const parameters = new Map<string, string>()
  for (const name of OPTION_NAMES.flatMap((each) => (isFilling(each) ? filling : each))) {
    const value = ownValue(options as Readonly<Record<string, unknown>>, name)
    if (value !== undefined) parameters.set(name, rowOf(name).format(value as never))
  }
  return parameters
}
