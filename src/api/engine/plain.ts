import { Failure } from '../../errors.ts'

const MAX_SHOWN = 100

/** Returns a value for a message, in at most 100 characters. It never fails. */
export function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `a value of type ${nameOf(value)}`
  if (typeof value === 'function') return 'a function'
  return shortened(String(value))
}

/** Cuts a text for a message to 100 characters. */
export function shortened(text: string): string {
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`
}

/** Returns the name of a value's class, such as `Map`. */
function nameOf(value: object): string {
  const of: unknown = Object.getPrototypeOf(value)?.constructor
  const name: unknown = typeof of === 'function' ? of.name : ''
  return typeof name === 'string' && name !== '' ? shortened(name) : 'object'
}

/** Returns `true` for objects of a literal, also of another realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/**
 * Checks that a value is an object literal. Entries of a `Map` and fields of a class would be
 * ignored without an error.
 * @param name subject of the sentence, such as `limits`
 * @throws Failure bad-parameter
 */
export function assertPlain(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null)
    throw new Failure('bad-parameter', `${name} must be an object`)
  if (!isPlain(value))
    throw new Failure('bad-parameter', `${name} must be a plain object, got ${nameOf(value)}`)
}
