import * as v from 'valibot'
import { Failure } from '../errors.ts'

/** The URL standard writes a host in one way, without the port of its scheme: another spelling would never match. */
function isHost(text: string): boolean {
  const hosts = [`https://${text}`, `http://${text}`].map((url) => URL.parse(url)?.host)
  return hosts.every((host) => host === text)
}

const Host = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]+)?$/,
    'expected a lower-case host name such as img.example.com, with a port if it has one',
  ),
  v.check(isHost, 'expected a host as URLs have it, and no port 80 or 443'),
)

/** The list `hosts` of the configuration. */
export const HostList = v.pipe(v.array(Host), v.minLength(1, 'expected at least one host, or no list'))

/** What a request's host is held against. */
export interface HostRules {
  /** As the URL standard writes them, with their ports; `undefined` for any. */
  readonly hosts: readonly string[] | undefined
  /** Loopback is always among the hosts. */
  readonly development: boolean
}

const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Refuses hosts that are not on the list. Tokens cover no host, so that a URL works wherever the Worker is reached: on a
 * preview or workers.dev host it would pass by the domain's cache and rate limits.
 *
 * @param origin `https://host` of the request
 * @throws Failure forbidden
 */
export function assertHost(origin: string, { hosts, development }: HostRules): void {
  const { host, hostname } = new URL(origin)
  if (hosts === undefined || hosts.includes(host)) return
  if (development && LOOPBACK.includes(hostname)) return
  throw new Failure('forbidden', undefined, `${host} is not among the hosts of the configuration`)
}
