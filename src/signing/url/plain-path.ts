/**
 * A dot segment. `..;a` counts too: servers that read parameters in segments, such as Java's, take
 * it for `..`.
 */
const DOTS = /^\.\.?(?:;|$)/

/**
 * Returns `true` if `path` (decoded, no leading slash) can only name an image below a source's
 * prefix. The path must have no empty, `.` or `..` segment, no control character and no lone
 * surrogate. It must have no backslash either, which some origins read as a separator.
 */
export function isPlainPath(path: string): boolean {
  if (!path.isWellFormed() || /[\p{Cc}\\]/u.test(path)) return false
  return path.split('/').every((segment) => segment !== '' && !DOTS.test(segment))
}
