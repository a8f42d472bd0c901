import * as v from 'valibot'
import { Failure } from '../../errors.ts'

function isCanonicalHost(text: string): boolean {
  const hosts = [`https://${text}`, `http://${text}`].map((url) => URL.parse(url)?.host)
  return hosts.every((host) => host === text)
}

const Host = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]+)?$/,
    'expected a lower-case host name such as img.example.com, with a port if it has one',
  ),
  v.check(isCanonicalHost, 'expected a host in the form that URLs have, without port 80 or 443'),
)

/** List `hosts` of the configuration. */
export const HostList = v.pipe(v.array(Host), v.minLength(1, 'expected at least one host, or no list'))

/** Rules that decide for which hosts the Worker answers requests. */
export interface HostRules {
  /**
   * Hosts in the canonical form of the URL standard, with their ports; `undefined` for any host.
   */
  readonly hosts: readonly string[] | undefined
  /** `true` if requests to loopback hosts are answered, too. */
  readonly development: boolean
}

/** Host names of the local machine, as a URL contains them. */
export const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Refuses hosts that the configuration does not list. Tokens do not cover the host. A signed URL
 * would therefore also work on a preview host or on workers.dev, where the cache and the rate
 * limits of the domain do not apply.
 *
 * @param origin `https://host` of the request
 * @throws Failure forbidden
 */
export function assertHost(origin: string, { hosts, development }: HostRules): void {
  const { host, hostname } = new URL(origin)
  if (hosts === undefined || hosts.includes(host)) return
  if (development && LOOPBACK.includes(hostname)) return
  throw new Failure('forbidden', undefined, `${host} is not listed in hosts`)
}
