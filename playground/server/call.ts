import type { Config } from '../../src/edge/config.ts'
import type { Bindings } from '../../src/edge/source/kind.ts'
import { findZone } from '../../src/signing/url/zones.ts'

/** A request to a playground endpoint. `assertOwnPage` has accepted it. */
export interface Call {
  readonly request: Request
  readonly env: Bindings
  /** Configurations of all Signet instances in the Worker, at least one. */
  readonly configs: readonly Config[]
  /** Sends a request to the Worker itself. */
  readonly fetch: (request: Request) => Promise<Response>
}

/** Inputs for reading a target: a request, and the instance that serves the target. */
export interface Reading extends Pick<Call, 'request' | 'env'> {
  readonly config: Config
}

/** Prefix length of the zone that serves a path. It is 0 if no zone serves the path. */
const matched = ({ zones }: Config, path: string) => findZone(zones, path)?.zone.prefix.length ?? 0

/**
 * Returns the configuration of the instance that serves a path. Its zone has the longest matching
 * prefix.
 * @param target a path, with or without a query, or a whole URL
 */
export function configOf(target: string, { configs }: Pick<Call, 'configs'>): Config {
  const path = target.replace(/^https?:\/\/[^/]*/i, '').replace(/[?#].*$/s, '')
  const [best] = configs.toSorted((a, b) => matched(b, path) - matched(a, path))
  if (!best) throw new Error('there is no configuration')
  return best
}
