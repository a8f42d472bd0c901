/**
 * Whether `path` (decoded, no leading slash) names one image below a source's prefix and can mean nothing else there:
 * no empty, `.` or `..` segment, no control character, no lone surrogate. A backslash is refused with them, because
 * some origins take it for a separator once it is decoded.
 */
export function isPlainPath(path: string): boolean {
  if (!path.isWellFormed() || /[\p{Cc}\\]/u.test(path)) return false
  return path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..')
}
