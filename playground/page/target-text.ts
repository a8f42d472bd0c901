import { toFailure } from '../../src/errors.ts'
import { encodePath, formatQuery } from '../../src/signing/url/canonical.ts'
import { isFilling, isOptionName, OPTION_NAMES, rowOf } from '../../src/signing/url/options.ts'
import { parseWire } from '../../src/signing/url/wire.ts'

/** A target in its parts. `error` says why the server will refuse its spelling; the parts are then a best reading. */
export interface TargetParts {
  /** As on the wire. */
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

/** The target without its token and what follows it. */
export function withoutToken(target: string): string {
  return target.replace(/[?&]token=.*$/s, '')
}

/**
 * The target of an address's hash; `undefined` where the hash is of another view or of none.
 * @example readHash('#/a.jpg?width=8') // '/a.jpg?width=8'
 */
export function readHash(hash: string): string | undefined {
  return hash.startsWith('#/') ? withoutToken(hash.slice(1)) : undefined
}

/**
 * A path that a reader types, plain or percent-encoded, as a URL has it.
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

/** Path and parameters as a target, in the order of the table; unknown names last. */
export function formatTarget(path: string, parameters: ReadonlyMap<string, string>): string {
  const sorted = [...parameters].sort(([a], [b]) => rank(a) - rank(b))
  const query = formatQuery(new Map(sorted))
  return query === '' ? path : `${path}?${query}`
}

/** Reads a target whatever its spelling, so that it stays editable. */
function readLeniently(target: string): Pick<TargetParts, 'path' | 'parameters'> {
  const at = target.indexOf('?')
  const path = at < 0 ? target : target.slice(0, at)
  return { path, parameters: new Map(new URLSearchParams(at < 0 ? '' : target.slice(at + 1))) }
}

/** @param origin of the page, which counts for the length of the URL */
export function parseTarget(target: string, origin: string): TargetParts {
  try {
    const { path, signed } = parseWire(origin + target)
    return { path, parameters: signed }
  } catch (error) {
    return { ...readLeniently(target), error: toFailure(error).message }
  }
}

/** A sentence on each parameter that is unknown or whose text is not a value. */
export function findMistakes(parameters: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [name, text] of parameters) {
    const row = isOptionName(name) ? rowOf(name) : undefined
    if (row === undefined) found.set(name, `there is no parameter ${name}`)
    else if (row.parse(text) === undefined) found.set(name, `must be ${row.expects}`)
  }
  return found
}

/** The parameters with `changes`; `undefined` removes one. */
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
