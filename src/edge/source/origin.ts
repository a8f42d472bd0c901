import ipaddr from 'ipaddr.js'

export interface OriginRules {
  /**
   * Host of the Worker itself, with its port if it has one. An origin with this host would call the
   * Worker in an endless loop.
   */
  readonly ownHost: string
  /** `true` allows `http://127.0.0.1:PORT/` and `http://localhost:PORT/`. */
  readonly development: boolean
}

const OWN_HOST = "must not be the Worker's own host"

/**
 * Pattern of a host name with at least two labels and no trailing dot. A name with a single label
 * is refused, because a local resolver would complete it.
 */
const PUBLIC_NAME = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+$/

/**
 * Host names in internal networks: localhost (RFC 6761), local and the private names in RFC 6762
 * appendix G, home.arpa (RFC 8375), and internal (ICANN).
 */
const INTERNAL_NAME = /(?:^|\.)(?:localhost|local|internal|intranet|private|corp|home|lan|home\.arpa)$/

/**
 * Returns the reason why `url` must not be fetched, which completes a sentence about the URL;
 * `undefined` if it may be fetched.
 *
 * The check uses the parsed URL. The parser has normalized case, percent-encoding, wide characters
 * and every spelling of an address (WHATWG URL, 3.5): IPv4 to a dotted quad, IPv6 in brackets. A
 * Worker cannot see which address a name resolves to.
 *
 * @example originRefusal(new URL('https://0x7f.1/'), rules) // 'must not be an IP address'
 */
export function originRefusal(url: URL, rules: OriginRules): string | undefined {
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or password'
  const own = URL.parse(`http://${rules.ownHost}`)
  if (rules.development && isLoopback(url)) return url.host === own?.host ? OWN_HOST : undefined
  if (url.protocol !== 'https:') return 'must use https'
  if (url.port !== '') return 'must use port 443'
  const host = url.hostname
  if (host.startsWith('[') || ipaddr.IPv4.isValid(host)) return 'must not be an IP address'
  if (!PUBLIC_NAME.test(host) || INTERNAL_NAME.test(host)) return 'must be a public host name'
  return host === own?.hostname.replace(/\.$/, '') ? OWN_HOST : undefined
}

/**
 * Returns the reason why `url` cannot be the base of a zone, to which paths are appended;
 * `undefined` if it can.
 *
 * @example baseRefusal(new URL('https://images.example.com/photos'), rules) // 'must end with /'
 */
export function baseRefusal(url: URL, rules: OriginRules): string | undefined {
  // `url.search` and `url.hash` are empty even if the URL ends with a bare `?` or `#`. The text of
  // the URL is therefore searched for these characters.
  if (/[?#]/.test(url.href)) return 'must not have a query or a fragment'
  if (!url.pathname.endsWith('/')) return 'must end with /'
  return originRefusal(url, rules)
}

function isLoopback(url: URL): boolean {
  return url.protocol === 'http:' && (url.hostname === '127.0.0.1' || url.hostname === 'localhost')
}
