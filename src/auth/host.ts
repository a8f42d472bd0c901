import { Failure } from '../errors.ts'

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
