import { Failure } from '../errors.ts'
import { translateThumbor } from '../migrate/thumbor.ts'
import { decodeBase64url } from './base64url.ts'
import type { ForeignRequest, ForeignScheme } from './foreign.ts'
import { isRepetitive } from './keys.ts'

/** 20 bytes have one character of padding. */
const SIGNED_PATH = /^([A-Za-z0-9_-]{27})=\/(.+)$/s
const encoder = new TextEncoder()

const MIN_KEY = 16

/** The key that thumbor has without a configuration. */
const DEFAULT_KEY = 'MY_SECURE_KEY'

/**
 * Reads thumbor's `SECURITY_KEY`.
 * @throws Failure misconfigured: too short, or thumbor's default
 */
export async function openThumbor(key: string): Promise<CryptoKey> {
  if (key.length < MIN_KEY || isRepetitive(key) || key.includes(DEFAULT_KEY))
    throw new Failure(
      'misconfigured',
      undefined,
      `THUMBOR_KEY: expected at least ${MIN_KEY} random characters, and not thumbor's default`,
    )
  return importThumbor(key)
}

/** @param key of any length */
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
