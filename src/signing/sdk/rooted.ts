import { encodePath, refuse } from '../url/canonical.ts'

/** @throws Failure bad-url: no path from the root, or lone surrogates */
export function encodeRooted(path: string): string {
  if (typeof path !== 'string' || !path.startsWith('/'))
    refuse(`the path must start with /, got ${path || 'an empty path'}`)
  try {
    return encodePath(path)
  } catch {
    return refuse('the path must be well-formed Unicode')
  }
}
