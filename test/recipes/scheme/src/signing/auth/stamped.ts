import { sha256 } from '@noble/hashes/sha2.js'
import { Failure } from '../../errors.ts'
import { formatWire } from '../url/wire.ts'
import { encodeBase64url } from './base64url.ts'
import { sameToken } from './keycdn.ts'
import { deny, type Scheme } from './scheme.ts'
import type { Secret } from './secret.ts'
import { ANY_TEXT } from './secret-forms.ts'

const STAMP_LENGTH = 20

const STAMP_SECRET: Secret<'STAMP_SECRET', { readonly stamp?: string }> = {
  variables: [{ name: 'STAMP_SECRET', about: 'the secret of stamps', form: ANY_TEXT }],
  open: async (textOf) => ({ stamp: textOf('STAMP_SECRET') }),
}

/**
 * Returns a URL's token (its stamp): the first characters in a SHA-256 digest over secret, path and
 * query.
 */
function stampOf(secret: string, path: string, query: string): string {
  const digest = sha256(new TextEncoder().encode(`${secret}\n${path}\n${query}`))
  return encodeBase64url(digest).slice(0, STAMP_LENGTH)
}

/** Signing scheme whose tokens cover path and parameters, but no claims. */
export const stamped: Scheme<'stamped', typeof STAMP_SECRET> = {
  name: 'stamped',
  secret: STAMP_SECRET,
  hash: 'SHA-256',
  coversParameters: true,

  recognize: ({ token }) => (token.length === STAMP_LENGTH ? 'url' : undefined),

  async sign({ origin, path, query }, claims, { stamp }) {
    const [claim] = Object.keys(claims)
    if (claim) throw new Failure('bad-parameter', `${claim}: stamps cannot cover it`)
    if (stamp === undefined) return deny('STAMP_SECRET is not set')
    return formatWire({ origin, path, query, token: stampOf(stamp, path, query) })
  },

  async verify({ path, query, token, free }, { stamp }) {
    if (stamp === undefined || free.size > 0) return deny('the stamp covers less than the URL')
    if (!(await sameToken(stamp, stampOf(stamp, path, query), token))) deny('the stamp does not match')
    return { claims: {}, key: 'STAMP_SECRET' }
  },
}
