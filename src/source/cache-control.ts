/** RFC 9111 section 1.2.2: a greater number of seconds means no more than this one. */
const FOREVER = 2 ** 31

/** One directive (RFC 9111 section 5.2): its name, and its argument as a token or a quoted string. */
const DIRECTIVE = /([^\s,;="]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,"]*))?/g

/**
 * How long a shared cache may keep what was sent with this `Cache-Control`.
 *
 * `s-maxage` wins over `max-age`; what must not be stored, shared or reused unasked is 0, and so is a number that
 * cannot be read, which section 4.2.1 wants taken for stale.
 *
 * @returns whole seconds from 0 to 2^31, or `undefined` where the header says nothing of it
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
