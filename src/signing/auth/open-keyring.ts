import { EMPTY_KEYRING, type Keyring } from './keyring.ts'
import { namesOf, SECRETS, type Secrets } from './secrets.ts'
import { judgeSecrets } from './weak-secrets.ts'

/**
 * Makes the secrets of all schemes and features ready for use. A secret with a missing or faulty
 * variable is left out.
 * @param faults faults in other services' secrets
 * @throws Failure misconfigured, which names the secret
 */
export async function openKeyring(
  secrets: Secrets,
  faults: ReadonlyMap<string, string> = judgeSecrets(secrets, []).faults,
): Promise<Keyring> {
  const usable = SECRETS.filter(
    (secret) => secret.isRequired || namesOf(secret).every((name) => secrets[name] && !faults.has(name)),
  )
  const opened = await Promise.all(usable.map(({ open }) => open((name) => secrets[name] ?? '')))
  let keyring: Keyring = faults.size > 0 ? { ...EMPTY_KEYRING, faults } : EMPTY_KEYRING
  for (const held of opened) keyring = { ...keyring, ...held }
  return keyring
}
