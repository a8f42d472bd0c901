import { encodePath, refuse } from '../url/canonical.ts'

/**
 * Encodes a path that starts with a slash.
 * @throws Failure bad-url: the path does not start with a slash, or has lone surrogates
 */
export function encodeRooted(path: string): string {
  if (typeof path !== 'string' || !path.startsWith('/'))
    refuse(`the path must start with /, got ${path || 'an empty path'}`)
  try {
    return encodePath(path)
  } catch {
    return refuse('the path must be well-formed Unicode')
  }
}
