import type { Config } from '../../src/edge/config.ts'
import { type PurgeTarget, signPurge } from '../../src/edge/tiered/purge-url.ts'
import { Failure } from '../../src/errors.ts'
import { addressOf } from '../../src/pages.ts'
import { hmac } from '../../src/signing/auth/hmac.ts'
import { parseBaseUrl } from '../../src/signing/sdk/base-url.ts'
import { refuse } from '../command.ts'
import type { Fetch } from '../doctor/visit.ts'
import { findKeyring } from '../key-source.ts'
import type { ProjectIo } from '../project-place.ts'
import { isLocal } from '../target.ts'
import { imagePath } from './targets.ts'

/**
 * Seconds for which a signed purge request is valid. The time allows for clock differences and slow
 * requests.
 */
const VALID = 60

/** Image paths or URLs, and zone names. */
interface Chosen {
  readonly source: readonly string[]
  readonly zone: readonly string[]
}

const nameOf = (target: PurgeTarget) => ('zone' in target ? `the zone ${target.zone}` : target.source)

/**
 * Parses a Worker's base URL.
 * @throws Failure bad-parameter: the text is not such a URL
 */
function parseOrigin(url: string): string {
  try {
    return parseBaseUrl(url)
  } catch (error) {
    if (error instanceof Failure) return refuse(error.message.replace('baseUrl', '--url'))
    throw error
  }
}

/**
 * Purges a Worker's tiered cache with requests that are signed with the newest key in
 * `SIGNING_KEYS`.
 * @param url the Worker's base URL
 * @param config its configuration, if it is known
 * @throws Failure misconfigured: there is no key; bad-parameter: the URL is invalid, or the Worker
 *   refuses a request
 */
export async function purgeByRequest(
  url: string,
  { source, zone }: Chosen,
  io: ProjectIo,
  fetch: Fetch,
  config?: Pick<Config, 'base' | 'hosts'>,
): Promise<number> {
  const origin = parseOrigin(url)
  const { hmac: keys } = await findKeyring(hmac, { local: isLocal(origin) }, io)
  const [key = refuse('SIGNING_KEYS has no key')] = keys
  const targets: readonly PurgeTarget[] = [
    ...source.map((text) => ({ source: imagePath(text, config?.hosts) })),
    ...zone.map((name) => ({ zone: name })),
  ]
  for (const target of targets) {
    const signed = await signPurge(origin, target, key, io.now() + VALID, config?.base ?? '')
    // Following a redirect would turn the POST into a GET request to another URL.
    const response = await fetch(signed, { method: 'POST', redirect: 'manual' }).catch(() =>
      refuse(`${origin} does not answer`),
    )
    const code = response.headers.get('x-ip-error') ?? ''
    await response.body?.cancel()
    if (response.status === 405)
      refuse(`${origin} has no tiered cache: set it up as ${addressOf('docs/tiered-cache.md')} says`)
    if (response.status !== 204) refuse(`${origin} answers ${response.status} ${code} for ${nameOf(target)}`)
    io.out(`purged ${nameOf(target)} in the tiered cache of ${origin}`)
  }
  return 0
}
