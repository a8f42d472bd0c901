import type { HmacKey } from './hmac-token.ts'
import type { ZonePolicies } from './key-policy.ts'
import type { Keyring } from './keyring.ts'

/**
 * Returns the keyring for verifying a zone's URLs. Each signing key gets its policy. Keys that may
 * not be used in the zone are left out, so that their tokens are refused like wrong tokens. Other
 * schemes' secrets are unchanged.
 */
export function zoneKeyring(keyring: Keyring, policies: ZonePolicies): Keyring {
  const hmac = keyring.hmac.flatMap((key): HmacKey[] => {
    const policy = policies.get(key.id)
    if (policy) return [{ ...key, policy }]
    return policies.has(key.id) ? [] : [key]
  })
  return { ...keyring, hmac }
}
