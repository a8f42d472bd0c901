/**
 * Pattern of a dot segment. `..;a` is included: servers that read parameters in segments, such as
 * Java servers, treat it as `..`.
 */
const DOTS = /^\.\.?(?:;|$)/

/**
 * Returns `true` if a path can only name a file below a source's prefix, on every kind of server.
 * The path must have no empty, `.` or `..` segment, no control character and no lone surrogate. It
 * must have no backslash either, which some origins read as a separator.
 * @param path decoded, without a leading slash
 */
export function isPlainPath(path: string): boolean {
  if (!path.isWellFormed() || /[\p{Cc}\\]/u.test(path)) return false
  return path.split('/').every((segment) => segment !== '' && !DOTS.test(segment))
}
