import { importKey } from './hmac.ts'
import { openImgproxy } from './imgproxy.ts'
import type { Keyring } from './keyring.ts'
import { parseKeys } from './keys.ts'
import { openMarkKey, parseMarkKeys } from './mark-keys.ts'
import { derivePathKey, parsePathKeys } from './path-cipher.ts'
import type { SecretName } from './scheme.ts'
import { importThumbor } from './thumbor.ts'
import { judgeSecrets, type OtherSecret } from './weak-secrets.ts'

/** Secrets as the environment provides them. */
export type Secrets = { readonly [Name in SecretName | 'PATH_KEYS' | 'MARK_KEYS']?: string | undefined }

/**
 * Imports the secrets of all schemes.
 * @param faults faults of other services' secrets; these secrets are left out
 * @throws Failure misconfigured, which names the secret
 */
export async function openKeyring(
  secrets: Secrets,
  faults: ReadonlyMap<string, string> = judgeSecrets(secrets, []).faults,
): Promise<Keyring> {
  const { SIGNING_KEYS, PATH_KEYS, MARK_KEYS } = secrets
  const soundOf = (name: OtherSecret) => (faults.has(name) ? undefined : secrets[name])
  const [key, salt] = [soundOf('IMGPROXY_KEY'), soundOf('IMGPROXY_SALT')]
  const [imgix, thumbor] = [soundOf('IMGIX_TOKEN'), soundOf('THUMBOR_KEY')]
  const hmac = await Promise.all(parseKeys(SIGNING_KEYS).map(({ id, bytes }) => importKey(id, bytes)))
  return {
    hmac,
    keycdn: soundOf('KEYCDN_SECRET'),
    ...(key && salt && { imgproxy: await openImgproxy(key, salt) }),
    ...(imgix && { imgix }),
    ...(thumbor && { thumbor: await importThumbor(thumbor) }),
    ...(PATH_KEYS && { paths: await Promise.all(parsePathKeys(PATH_KEYS).map(derivePathKey)) }),
    ...(MARK_KEYS && { mark: await openMarkKey(parseMarkKeys(MARK_KEYS)[0]) }),
    ...(faults.size > 0 && { faults }),
  }
}
