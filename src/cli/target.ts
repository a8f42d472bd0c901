import { Failure } from '../errors.ts'
import { encodePath } from '../url/canonical.ts'
import { parseWire, type Wire } from '../url/wire.ts'
import { refuse } from './command.ts'

function encodeRawPath(target: string): string {
  const [, path = '', search = ''] = /^([^?]*)(.*)$/s.exec(target) ?? []
  const encoded = path.replace(/%[0-9A-Fa-f]{2}|%|[^%]+/g, (part) =>
    /^%../.test(part) ? part : encodePath(part),
  )
  return encoded + search
}

function isCanonical(url: string): boolean {
  try {
    parseWire(url)
    return true
  } catch {
    return false
  }
}

/**
 * Parses a path with its query, to be signed as it is.
 * @throws Failure bad-url: not canonical, with the canonical spelling where only the path's encoding is wrong;
 * bad-parameter: already signed
 */
export function parseTarget(origin: string, target: string): Wire {
  if (!target.startsWith('/')) refuse(`the path must start with /, got ${target}`)
  try {
    const wire = parseWire(origin + target)
    return wire.token === undefined ? wire : refuse('the URL is already signed')
  } catch (error) {
    const spelling = encodeRawPath(target)
    if (!(error instanceof Failure) || spelling === target || !isCanonical(origin + spelling)) throw error
    throw new Failure('bad-url', `${error.message}\nthe canonical spelling is ${spelling}`)
  }
}
