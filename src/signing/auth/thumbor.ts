import { translateThumbor } from '../migrate/thumbor.ts'
import { decodeBase64url } from './base64url.ts'
import type { ForeignRequest, ForeignScheme } from './foreign.ts'
import type { Secret } from './secret.ts'
import { ANY_TEXT } from './secret-forms.ts'

/**
 * Matches a path that is signed for thumbor: the signature, then the signed part. The 20 HMAC-SHA1
 * bytes are 27 base64url characters and one `=` as padding.
 */
const SIGNED_PATH = /^([A-Za-z0-9_-]{27})=\/(.+)$/s
const encoder = new TextEncoder()

/**
 * Imports thumbor's `SECURITY_KEY`.
 * @param key a key with any length
 */
export function importThumbor(key: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', encoder.encode(key), { name: 'HMAC', hash: 'SHA-1' }, false, [
    'verify',
  ])
}

/**
 * Returns `true` if `signature`, without its padding, is base64url(HMAC-SHA1(key, path)).
 * @param path the rest of the path after the signature's slash
 */
export async function verifyThumbor(key: CryptoKey, signature: string, path: string): Promise<boolean> {
  const decoded = decodeBase64url(signature)
  const mac = decoded?.length === 20 ? decoded : new Uint8Array(20)
  const matches = await crypto.subtle.verify('HMAC', key, mac, encoder.encode(path))
  return matches && mac === decoded
}

function split({ rest }: ForeignRequest): { signature: string; path: string } {
  const [, signature = '', path = ''] = SIGNED_PATH.exec(rest) ?? []
  return { signature, path }
}

const THUMBOR_SECRET: Secret<'THUMBOR_KEY', { readonly thumbor?: CryptoKey }> = {
  variables: [{ name: 'THUMBOR_KEY', about: "thumbor's `SECURITY_KEY`", form: ANY_TEXT }],
  open: async (textOf) => ({ thumbor: await importThumbor(textOf('THUMBOR_KEY')) }),
}

/**
 * Scheme of thumbor's URLs: `/SIGNATURE/PARTS/SOURCE`. The source has no URL scheme. The signature
 * does not cover a query, so URLs with a query are not accepted.
 */
export const thumbor: ForeignScheme<'thumbor', typeof THUMBOR_SECRET> = {
  name: 'thumbor',
  secret: THUMBOR_SECRET,
  hash: 'SHA-1',
  coversPrefix: false,
  recognize: ({ wire, rest }) => wire.query === '' && SIGNED_PATH.test(rest),
  async verify(request, { thumbor: key }) {
    const { signature, path } = split(request)
    return key !== undefined && verifyThumbor(key, signature, path)
  },
  translate: (request, source) => translateThumbor(split(request).path, source),
}
