import type { Config, Zone } from '../src/edge/config.ts'
import { Failure } from '../src/errors.ts'
import { authenticate } from '../src/signing/auth/authenticate.ts'
import { assertOutsideGuards, openPath } from '../src/signing/auth/encrypted-path.ts'
import type { Keyring } from '../src/signing/auth/keyring.ts'
import { assertPolicy } from '../src/signing/auth/policy.ts'
import type { Verified } from '../src/signing/auth/scheme.ts'
import { secretsOf, type ZoneScheme } from '../src/signing/auth/schemes.ts'
import { assertSound, judgeSecrets } from '../src/signing/auth/weak-secrets.ts'
import { zoneKeyring } from '../src/signing/auth/zone-keyring.ts'
import type { Intent } from '../src/signing/url/intent.ts'
import type { Wire } from '../src/signing/url/wire.ts'
import { findZone } from '../src/signing/url/zones.ts'

/** A zone and its configuration. */
export interface ServedZone {
  readonly zone: Zone
  readonly config: Config
}

/**
 * Finds the zone that serves a URL.
 * @throws Failure not-found: no zone has a prefix of the path, or the path is another spelling of a
 * guarded zone's path
 */
export function servedZone({ path }: Wire, { zones }: Config): Zone {
  const found = findZone(zones, path)
  if (!found) throw new Failure('not-found', undefined, 'no zone has a prefix of this path')
  if (!found.zone.encrypted) assertOutsideGuards(found.path, found.zone)
  return found.zone
}

/**
 * Returns the faults of the KeyCDN secret in the keyring. If the keyring has no KeyCDN secret,
 * returns the faults of the secrets in the configuration.
 */
function faultsOf({ config }: ServedZone, { keycdn }: Keyring): Keyring['faults'] {
  if (keycdn === undefined) return config.keyring.faults
  return judgeSecrets({ KEYCDN_SECRET: keycdn }, config.allowWeakSecrets).faults
}

/**
 * Verifies a token as the server does. If the token is valid but its key may not be used in the
 * zone, the error says this.
 * @throws Failure for the same reasons as `authenticate`
 */
export async function authenticateIn(
  served: ServedZone | undefined,
  wire: Wire,
  accepted: readonly ZoneScheme[],
  keyring: Keyring,
): Promise<Verified> {
  if (served) assertSound(accepted.flatMap(secretsOf), faultsOf(served, keyring))
  const usable = served ? zoneKeyring(keyring, served.zone.policies) : keyring
  try {
    return await authenticate(wire, accepted, usable)
  } catch (refusal) {
    const other = await authenticate(wire, accepted, keyring).catch(() => undefined)
    if (!other) throw refusal
    throw new Failure('forbidden', undefined, `the key ${other.key} may not be used in this zone`)
  }
}

/**
 * Returns the path of the image. Returns `undefined` if the path is encrypted with a key that is
 * not available here.
 */
async function pathOf(wire: Wire, { zone, config }: ServedZone): Promise<string | undefined> {
  const path = decodeURIComponent(wire.path.slice(zone.prefix.length))
  try {
    return await openPath(path, zone, config.zones, config.keyring.paths)
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/**
 * Checks a URL against the policy of its key.
 * @returns the text for `verify` if the policy allows the URL
 * @throws Failure forbidden
 */
export async function checkPolicy(
  served: ServedZone,
  wire: Wire,
  intent: Intent | undefined,
  { key, claims, policy }: Verified,
  now: number,
): Promise<string> {
  if (!policy) return `no policy limits ${key}`
  const path = await pathOf(wire, served)
  // The `paths` of the policy cannot be compared with a path that could not be decrypted.
  const { paths, ...others } = policy
  const isKnown = path !== undefined
  assertPolicy(isKnown ? policy : others, { wire, intent, path: path ?? '', claims, now })
  return paths && !isKnown
    ? `the policy of ${key} allows it, but its paths were not checked: PATH_KEYS does not decrypt this URL`
    : `the policy of ${key} allows it`
}
