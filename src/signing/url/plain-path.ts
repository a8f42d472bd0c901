/** Servers that read parameters in segments, as those in Java do, take `..;a` for `..`. */
const DOTS = /^\.\.?(?:;|$)/

/**
 * Whether `path` (decoded, no leading slash) can only name an image below a source's prefix: no empty, `.` or `..`
 * segment, no control character, no lone surrogate, and no backslash, which some origins read as a separator.
 */
export function isPlainPath(path: string): boolean {
  if (!path.isWellFormed() || /[\p{Cc}\\]/u.test(path)) return false
  return path.split('/').every((segment) => segment !== '' && !DOTS.test(segment))
}
