import { authenticate } from '../../src/signing/auth/authenticate.ts'
import { assertClaims } from '../../src/signing/auth/claims.ts'
import { hmac } from '../../src/signing/auth/hmac.ts'
import { createSigner, type ImageOptions } from '../../src/signing/sdk/index.ts'
import { createSyncSigner } from '../../src/signing/sdk/sync.ts'
import { type Intent, parseIntent } from '../../src/signing/url/intent.ts'
import { parseWire } from '../../src/signing/url/wire.ts'

export const NOW = 1_700_000_000
export const KEY = 'k2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const OLDER = 'k1:Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA'
export const BASE = 'https://img.example.com'

export const signer = createSigner({ key: `${KEY},${OLDER}`, baseUrl: BASE })
export const syncSigner = createSyncSigner({ key: `${KEY},${OLDER}`, baseUrl: BASE })
const keyring = await hmac.secret.open(`${KEY},${OLDER}`)

/** Reads a URL as the server does. @throws Failure where the server would refuse it */
export async function served(url: string, now = NOW, address?: string): Promise<Intent | undefined> {
  const wire = parseWire(url)
  assertClaims((await authenticate(wire, ['hmac'], keyring)).claims, { now, address })
  return parseIntent(wire)
}

/** Options as JavaScript may pass them. */
export function untyped(value: unknown): ImageOptions {
  return value as ImageOptions
}

/** The URLs and descriptors of a srcset, as HTML 4.8.4.2.2 splits it: a URL is what has no blank. */
export function candidatesOf(srcset: string): [url: string, descriptor: string][] {
  return [...srcset.matchAll(/(\S+) (\S+?)(?:, |$)/g)].map(([, url = '', descriptor = '']) => [
    url,
    descriptor,
  ])
}
