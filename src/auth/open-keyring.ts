import { importKey } from './hmac.ts'
import { openImgix } from './imgix.ts'
import { openImgproxy } from './imgproxy.ts'
import type { Keyring } from './keyring.ts'
import { parseKeys } from './keys.ts'
import { openMarkKey, parseMarkKeys } from './mark-keys.ts'
import { derivePathKey, parsePathKeys } from './path-cipher.ts'
import type { SecretName } from './scheme.ts'
import { openThumbor } from './thumbor.ts'

/** The secrets as the environment has them. */
export type Secrets = { readonly [Name in SecretName | 'PATH_KEYS' | 'MARK_KEYS']?: string | undefined }

/**
 * Makes the secrets of all schemes ready for use.
 * @throws Failure misconfigured, which names the secret
 */
export async function openKeyring(secrets: Secrets): Promise<Keyring> {
  const { SIGNING_KEYS, KEYCDN_SECRET, IMGPROXY_KEY, IMGPROXY_SALT, IMGIX_TOKEN, THUMBOR_KEY } = secrets
  const { PATH_KEYS, MARK_KEYS } = secrets
  const hmac = await Promise.all(parseKeys(SIGNING_KEYS).map(({ id, bytes }) => importKey(id, bytes)))
  return {
    hmac,
    keycdn: KEYCDN_SECRET,
    ...(IMGPROXY_KEY && IMGPROXY_SALT && { imgproxy: await openImgproxy(IMGPROXY_KEY, IMGPROXY_SALT) }),
    ...(IMGIX_TOKEN && { imgix: await openImgix(IMGIX_TOKEN) }),
    ...(PATH_KEYS && { paths: await Promise.all(parsePathKeys(PATH_KEYS).map(derivePathKey)) }),
    ...(MARK_KEYS && { mark: await openMarkKey(parseMarkKeys(MARK_KEYS)[0]) }),
    ...(THUMBOR_KEY && { thumbor: await openThumbor(THUMBOR_KEY) }),
  }
}
