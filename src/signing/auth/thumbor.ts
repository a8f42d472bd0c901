import { translateThumbor } from '../migrate/thumbor.ts'
import { decodeBase64url } from './base64url.ts'
import type { ForeignRequest, ForeignScheme } from './foreign.ts'

/** 20 bytes have one character of padding. */
const SIGNED_PATH = /^([A-Za-z0-9_-]{27})=\/(.+)$/s
const encoder = new TextEncoder()

/**
 * Makes thumbor's `SECURITY_KEY` ready for use.
 * @param key of any length
 */
export function importThumbor(key: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', encoder.encode(key), { name: 'HMAC', hash: 'SHA-1' }, false, [
    'verify',
  ])
}

/** Whether `signature`, without its padding, is base64url(HMAC-SHA1(key, path)). @param path after the signature's slash */
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

/** thumbor's URLs: `/SIGNATURE/PARTS/SOURCE`, without a scheme in the source. A query is not signed, so there is none. */
export const thumbor: ForeignScheme<'thumbor'> = {
  name: 'thumbor',
  secrets: ['THUMBOR_KEY'],
  coversPrefix: false,
  recognise: ({ wire, rest }) => wire.query === '' && SIGNED_PATH.test(rest),
  async verify(request, { thumbor: key }) {
    const { signature, path } = split(request)
    return key !== undefined && verifyThumbor(key, signature, path)
  },
  translate: (request, source) => translateThumbor(split(request).path, source),
}
