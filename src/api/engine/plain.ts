import { bare, isPlain } from '../../engine/options/own.ts'
import { errorMessage, Failure, readFailure } from '../../errors.ts'

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
  try {
    const of: unknown = Object.getPrototypeOf(value)?.constructor
    const name: unknown = typeof of === 'function' ? of.name : ''
    return typeof name === 'string' && name !== '' ? shortened(name) : 'object'
  } catch {
    return 'object'
  }
}

/**
 * Reads a value of the caller. Its getters and methods may throw anything.
 * @param name subject of the sentence, such as `the input`
 * @throws Failure that `read` throws; bad-parameter for any other error
 */
export function readable<Result>(name: string, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    throw (
      readFailure(error) ??
      new Failure('bad-parameter', `${name} cannot be read: ${shortened(errorMessage(error))}`)
    )
  }
}

/**
 * Copies the own fields of an object literal to an object without a prototype. Fields of
 * `Object.prototype` are no options. Entries of a `Map` and fields of a class would be ignored
 * without an error, so they are refused.
 * @param name subject of the sentence, such as `limits`
 * @throws Failure bad-parameter, also for a getter that throws
 */
export function ownFields<Fields extends object>(name: string, value: Fields): Fields {
  const given: unknown = value
  if (typeof given !== 'object' || given === null)
    throw new Failure('bad-parameter', `${name} must be an object`)
  return readable(name, () => {
    if (isPlain(given)) return bare(value)
    throw new Failure('bad-parameter', `${name} must be a plain object, got ${nameOf(given)}`)
  })
}
