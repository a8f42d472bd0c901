import { md5 } from '@noble/hashes/legacy.js'
import { Failure } from '../../errors.ts'
import { encodeBase64url } from './base64url.ts'
import { deny } from './scheme.ts'
import type { Secret } from './secret.ts'
import { ANY_TEXT } from './secret-forms.ts'

const encoder = new TextEncoder()

/** Length of a KeyCDN token in characters: 16 bytes in base64url. */
export const KEYCDN_TOKEN = 22

/** Variable with KeyCDN's secure token key. The name is also the `key` of a verified URL. */
export const KEYCDN_VARIABLE = 'KEYCDN_SECRET'

/** KeyCDN's secure token key. Both KeyCDN schemes use it. */
export const KEYCDN_SECRET: Secret<'KEYCDN_SECRET', { readonly keycdn?: string | undefined }> = {
  variables: [{ name: KEYCDN_VARIABLE, about: 'the secure token key of a KeyCDN zone', form: ANY_TEXT }],
  open: async (textOf) => ({ keycdn: textOf(KEYCDN_VARIABLE) }),
}

/** Computes a KeyCDN token: base64url(MD5(text)). */
export function keycdnToken(text: string): string {
  return encodeBase64url(md5(encoder.encode(text)))
}

/**
 * Compares two tokens as text, in time that does not depend on where they differ. It uses the
 * platform's constant-time `verify` on both tokens' MACs (double HMAC). Two spellings of the same
 * bytes count as different tokens.
 */
export async function sameToken(secret: string, expected: string, given: string): Promise<boolean> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, [
    'sign',
    'verify',
  ])
  const mac = await crypto.subtle.sign('HMAC', key, encoder.encode(expected))
  return crypto.subtle.verify('HMAC', key, mac, encoder.encode(given))
}

/**
 * Returns KeyCDN's secure token key.
 * @throws Failure forbidden: the secret is not set
 */
export function configured(secret: string | undefined): string {
  return secret ?? deny(`${KEYCDN_VARIABLE} is not set`)
}

/**
 * Refuses a parameter that the tokens of a scheme cannot cover.
 * @throws Failure bad-parameter
 */
export function refuseUncovered(name: string, scheme: string): never {
  throw new Failure('bad-parameter', `${name}: ${scheme} tokens cannot cover it; sign with hmac instead`)
}
