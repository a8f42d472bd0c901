import { isOptionName, rowOf } from '../../../../src/signing/url/options.ts'
import { kindOf } from '../anatomy.ts'

const quoteTs = (text: string) =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`

function literal(name: string, text: string): string {
  const value: unknown = isOptionName(name) ? rowOf(name).parse(text) : undefined
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return `[${value.join(', ')}]`
  return quoteTs(text)
}

const key = (name: string) => (/^\w+$/.test(name) ? name : quoteTs(name))

function object(entries: readonly (readonly [string, string])[]): string {
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([name, text]) => `${key(name)}: ${text}`).join(', ')} }`
}

const entriesOf = (given: ReadonlyMap<string, string>, kind: string) =>
  [...given].filter(([name]) => kindOf(name) === kind)

/** Returns a target's options as a TypeScript object, without claims and granted sizes. */
export function optionsLiteral(given: ReadonlyMap<string, string>): string {
  return object(entriesOf(given, 'parameter').map(([name, text]) => [name, literal(name, text)]))
}

/**
 * Returns the argument that follows the options in a call to the signer: a TypeScript object with
 * the claims and the granted sizes. Returns an empty text if the target has neither.
 */
export function accessLiteral(given: ReadonlyMap<string, string>, more: readonly string[] = []): string {
  const sizes = entriesOf(given, 'grant').map(([name, text]): [string, string] => [name, literal(name, text)])
  const claims = entriesOf(given, 'claim').map(([name, text]): [string, string] => [
    name,
    name === 'kid' ? 'true' : literal(name, text),
  ])
  const inner = [...sizes, ...claims].map(([name, text]) => `${name}: ${text}`)
  return inner.length + more.length === 0 ? '' : `{ ${[...inner, ...more].join(', ')} }`
}

export const pathLiteral = quoteTs

/**
 * Quotes a text as a Python string literal. `quotePhp` and `quoteGo` do the same for PHP and Go.
 */
export const quotePython = quoteTs

export const quotePhp = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

export const quoteGo = (text: string) => JSON.stringify(text)
