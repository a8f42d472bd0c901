import type { ZonePolicies } from './key-policy.ts'
import type { HmacKey, Keyring } from './keyring.ts'

/**
 * The secrets that URLs of a zone may be signed with: its keys, each with its policy, and those of the other schemes. A key
 * that may not be used in the zone is none, and its tokens are wrong ones.
 */
export function zoneKeyring(keyring: Keyring, policies: ZonePolicies): Keyring {
  const hmac = keyring.hmac.flatMap((key): HmacKey[] => {
    const policy = policies.get(key.id)
    if (policy) return [{ ...key, policy }]
    return policies.has(key.id) ? [] : [key]
  })
  return { ...keyring, hmac }
}
