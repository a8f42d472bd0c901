import { md5 } from '@noble/hashes/legacy.js'
import { translateImgix } from '../migrate/imgix.ts'
import type { ForeignRequest, ForeignScheme } from './foreign.ts'
import { sameToken } from './keycdn.ts'
import type { Secret } from './secret.ts'
import { LETTERS_AND_DIGITS } from './secret-forms.ts'

const SIGNED_QUERY = /^(?:(.*)&)?s=([0-9a-f]{32})$/s
const encoder = new TextEncoder()

/**
 * Computes an imgix URL's signature: the MD5 of token, path and query, in hex. Anyone can extend a
 * message that is signed in this way without the secret (length extension). The extended URL is
 * refused, because it contains a byte 0x80, which no canonical URL has.
 *
 * @param path the whole path, percent-encoded as sent
 * @param query percent-encoded as sent, without `s`; empty if there is none
 */
export function signImgix(token: string, path: string, query: string): string {
  const digest = md5(encoder.encode(token + path + (query === '' ? '' : `?${query}`)))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function split({ wire }: ForeignRequest): { query: string; signature: string } {
  const [, query = '', signature = ''] = SIGNED_QUERY.exec(wire.query) ?? []
  return { query, signature }
}

const IMGIX_SECRET: Secret<'IMGIX_TOKEN', { readonly imgix?: string }> = {
  variables: [
    { name: 'IMGIX_TOKEN', about: 'the secure URL token of an imgix source', form: LETTERS_AND_DIGITS },
  ],
  open: async (textOf) => ({ imgix: textOf('IMGIX_TOKEN') }),
}

/** Scheme of imgix's URLs: a path with parameters. The last parameter is the signature `s`. */
export const imgix: ForeignScheme<'imgix', typeof IMGIX_SECRET> = {
  name: 'imgix',
  secret: IMGIX_SECRET,
  hash: 'MD5',
  coversPrefix: true,
  recognize: ({ wire }) => SIGNED_QUERY.test(wire.query),
  async verify(request, { imgix: token }) {
    if (token === undefined) return false
    const { query, signature } = split(request)
    return sameToken(token, signImgix(token, request.wire.path, query), signature)
  },
  translate: ({ wire, rest }) =>
    translateImgix(
      decodeURIComponent(rest),
      [...wire.signed].filter(([name]) => name !== 's'),
    ),
}
