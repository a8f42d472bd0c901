import type { HmacKey } from './hmac-token.ts'
import type { ZonePolicies } from './key-policy.ts'
import type { Keyring } from './keyring.ts'

/**
 * Returns the secrets with which URLs of a zone may be signed: its keys, each with its policy, and
 * the secrets of the other schemes. Keys that may not be used in the zone are left out, so their
 * tokens are refused like wrong ones.
 */
export function zoneKeyring(keyring: Keyring, policies: ZonePolicies): Keyring {
  const hmac = keyring.hmac.flatMap((key): HmacKey[] => {
    const policy = policies.get(key.id)
    if (policy) return [{ ...key, policy }]
    return policies.has(key.id) ? [] : [key]
  })
  return { ...keyring, hmac }
}
