/**
 * Maximum number of seconds, 2^31. A larger number counts as this maximum (RFC 9111 section 1.2.2).
 */
export const FOREVER: number = 2 ** 31

/**
 * One directive of `Cache-Control` (RFC 9111 section 5.2): its name, and its argument as a token or
 * a quoted string.
 */
const DIRECTIVE = /([^\s,;="]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,"]*))?/g

/**
 * Returns the time for which a shared cache may keep an answer with this `Cache-Control`.
 *
 * `s-maxage` takes precedence over `max-age`. The result is 0 for `no-store`, `no-cache` and
 * `private`. It is also 0 for a malformed number, which counts as stale (RFC 9111 section 4.2.1).
 *
 * @returns whole seconds from 0 to 2^31, or `undefined` if no directive sets the time
 * @example freshness('public, max-age=60, s-maxage=600') // 600
 */
export function freshness(header: string | null | undefined): number | undefined {
  let own: number | undefined
  let shared: number | undefined
  for (const [, name = '', argument] of (header ?? '').matchAll(DIRECTIVE)) {
    switch (name.toLowerCase()) {
      case 'no-store':
      case 'no-cache':
      case 'private':
        return 0
      case 'max-age':
        own ??= seconds(argument)
        break
      case 's-maxage':
        shared ??= seconds(argument)
    }
  }
  return shared ?? own
}

function seconds(argument: string | undefined): number {
  const digits = /^"?(\d+)"?$/.exec(argument ?? '')?.[1]
  return digits === undefined ? 0 : Math.min(Number(digits), FOREVER)
}
