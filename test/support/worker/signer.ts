import { assertClaims } from '../../../src/signing/auth/claims.ts'
import { hmac } from '../../../src/signing/auth/hmac.ts'
import { verifyToken } from '../../../src/signing/auth/verify-token.ts'
import { createSigner, type ImageOptions } from '../../../src/signing/sdk/index.ts'
import { createSyncSigner } from '../../../src/signing/sdk/sync.ts'
import { type Intent, parseIntent } from '../../../src/signing/url/intent.ts'
import { parseWire } from '../../../src/signing/url/wire.ts'

export const NOW = 1_700_000_000
export const KEY = 'k2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const OLDER = 'k1:Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA'
export const BASE = 'https://img.example.com'

export const signer = createSigner({ key: `${KEY},${OLDER}`, baseUrl: BASE })
export const syncSigner = createSyncSigner({ key: `${KEY},${OLDER}`, baseUrl: BASE })
const keyring = await hmac.secret.open(() => `${KEY},${OLDER}`)

/**
 * Parses a URL as the server does.
 * @throws Failure the server would refuse the URL
 */
export async function served(url: string, now = NOW, address?: string): Promise<Intent | undefined> {
  const wire = parseWire(url)
  assertClaims((await verifyToken(wire, ['hmac'], keyring)).claims, { now, address })
  return parseIntent(wire)
}

/** Returns a value typed as options, because JavaScript callers may pass any value. */
export function untyped(value: unknown): ImageOptions {
  return value as ImageOptions
}

/** Splits a srcset into URLs and descriptors (HTML 4.8.4.2.2). A URL ends at white space. */
export function candidatesOf(srcset: string): [url: string, descriptor: string][] {
  return [...srcset.matchAll(/(\S+) (\S+?)(?:, |$)/g)].map(([, url = '', descriptor = '']) => [
    url,
    descriptor,
  ])
}
