import { toFailure } from '../../src/errors.ts'
import { encodePath, formatQuery } from '../../src/signing/url/canonical.ts'
import { isFilling, isOptionName, OPTION_NAMES, rowOf } from '../../src/signing/url/options.ts'
import { parseWire } from '../../src/signing/url/wire.ts'

/**
 * Parts of a target. `error` is the reason if the server would refuse the spelling. The parts are
 * then a best-effort interpretation.
 */
export interface TargetParts {
  /** Percent-encoded path, as in the URL. */
  readonly path: string
  /** Decoded parameters by name. */
  readonly parameters: ReadonlyMap<string, string>
  readonly error?: string
}

const ORDER: readonly string[] = OPTION_NAMES

function rank(name: string): number {
  if (isFilling(name)) return ORDER.indexOf('ol-name')
  return isOptionName(name) ? ORDER.indexOf(name) : ORDER.length
}

/** Removes the token and everything after it from a target. */
export function withoutToken(target: string): string {
  return target.replace(/[?&]token=.*$/s, '')
}

/** Returns a target's path. */
export function withoutQuery(target: string): string {
  return target.replace(/\?.*$/s, '')
}

/**
 * Returns the target in the address hash. Returns `undefined` if the hash belongs to another view
 * or is empty.
 * @example readHash('#/a.jpg?width=8') // '/a.jpg?width=8'
 */
export function readHash(hash: string): string | undefined {
  return hash.startsWith('#/') ? withoutToken(hash.slice(1)) : undefined
}

/**
 * Converts a typed path, with or without percent-encoding, to a path as in a URL.
 * @example readPath('my photo.jpg') // '/my%20photo.jpg'
 */
export function readPath(typed: string): string {
  const [text = ''] = typed.trim().split('?')
  const absolute = text.startsWith('/') ? text : `/${text}`
  try {
    return encodePath(decodeURIComponent(absolute))
  } catch {
    return encodePath(absolute)
  }
}

/**
 * Formats path and parameters as a target. Parameters follow the option table's order, unknown
 * names last.
 */
export function formatTarget(path: string, parameters: ReadonlyMap<string, string>): string {
  const sorted = [...parameters].sort(([a], [b]) => rank(a) - rank(b))
  const query = formatQuery(new Map(sorted))
  return query === '' ? path : `${path}?${query}`
}

/**
 * Parses a target in any spelling. A malformed target is also parsed, so that the user can still
 * edit it.
 */
function readLeniently(target: string): Pick<TargetParts, 'path' | 'parameters'> {
  const at = target.indexOf('?')
  const path = at < 0 ? target : target.slice(0, at)
  return { path, parameters: new Map(new URLSearchParams(at < 0 ? '' : target.slice(at + 1))) }
}

/**
 * Splits a target into its parts.
 * @param origin the page's origin. It counts towards the URL's maximum length.
 */
export function parseTarget(target: string, origin: string): TargetParts {
  try {
    const { path, signed } = parseWire(origin + target)
    return { path, parameters: signed }
  } catch (error) {
    return { ...readLeniently(target), error: toFailure(error).message }
  }
}

/** Returns a message for each parameter that is unknown or has an invalid value. */
export function findMistakes(parameters: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [name, text] of parameters) {
    const row = isOptionName(name) ? rowOf(name) : undefined
    if (row === undefined) found.set(name, `there is no parameter ${name}`)
    else if (row.parse(text) === undefined) found.set(name, `must be ${row.expects}`)
  }
  return found
}

/** Returns the parameters with `changes` applied. `undefined` removes a parameter. */
export function change(
  parameters: ReadonlyMap<string, string>,
  changes: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  const next = new Map(parameters)
  for (const [name, text] of Object.entries(changes)) {
    if (text === undefined) next.delete(name)
    else next.set(name, text)
  }
  return next
}
