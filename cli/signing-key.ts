import type { Config } from '../src/edge/config.ts'
import { needsKid } from '../src/signing/auth/hmac.ts'
import type { Keyring } from '../src/signing/auth/keyring.ts'
import type { SignerClaims } from '../src/signing/auth/scheme.ts'
import type { AnyScheme } from '../src/signing/auth/schemes.ts'
import { zoneKeyring } from '../src/signing/auth/zone-keyring.ts'
import type { Wire } from '../src/signing/url/wire.ts'
import { findZone } from '../src/signing/url/zones.ts'

/** Keyring and claims with which a URL is signed. */
export interface SigningKey {
  readonly keyring: Keyring
  readonly claims: SignerClaims
}

/**
 * Chooses the key that signs a URL: the key that `kid` names, or else the first key whose policy
 * allows the zone. If the zone has more keys than the server tries, the claim `kid` is added.
 * @param config zones and policies, or `undefined` if they are not known
 */
export function chooseKey(
  wire: Wire,
  config: Config | undefined,
  scheme: AnyScheme,
  { keyring, claims }: SigningKey,
): SigningKey {
  const zone = config && findZone(config.zones, wire.path)?.zone
  if (!zone || scheme.name !== 'hmac' || claims.kid !== undefined) return { keyring, claims }
  const usable = zoneKeyring(keyring, zone.policies)
  const [first] = usable.hmac
  if (!first) return { keyring, claims }
  return { keyring: usable, claims: needsKid(usable.hmac) ? { ...claims, kid: first.id } : claims }
}
