import { hmac } from '../../src/auth/hmac.ts'
import { type Io, refuse } from '../../src/cli/command.ts'
import { findKeyring } from '../../src/cli/key-source.ts'
import { isLocal } from '../../src/cli/target.ts'
import { parseBaseUrl } from '../../src/sdk/base-url.ts'
import { type PurgeTarget, signPurge } from '../../src/tiered/purge-url.ts'

/** Seconds: clocks differ, and a request takes a moment. */
const VALID = 60

const nameOf = (target: PurgeTarget) => ('zone' in target ? `the zone ${target.zone}` : target.source)

/**
 * Purges the tiered cache of a Worker by signed requests, with the newest of `SIGNING_KEYS`.
 * @param url base URL of the Worker
 * @param fetch for tests
 * @throws Failure misconfigured: no key, or no URL; bad-parameter: the Worker refuses
 */
export async function purgeByRequest(
  url: string,
  targets: readonly PurgeTarget[],
  io: Io,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<number> {
  const origin = parseBaseUrl(url)
  const { hmac: keys } = await findKeyring(hmac, { flag: undefined, local: isLocal(origin) }, io)
  const [key = refuse('SIGNING_KEYS has no key')] = keys
  for (const target of targets) {
    const signed = await signPurge(origin, target, key, io.now() + VALID)
    const response = await fetch(signed, { method: 'POST' }).catch(() => refuse(`${origin} does not answer`))
    const code = response.headers.get('x-ip-error') ?? ''
    await response.body?.cancel()
    if (response.status === 405) refuse(`${origin} has no tiered cache: set it up as docs/deploying.md says`)
    if (response.status !== 204) refuse(`${origin} answers ${response.status} ${code} for ${nameOf(target)}`)
    io.out(`purged ${nameOf(target)} in the tiered cache`)
  }
  return 0
}
