import { Failure } from '../../errors.ts'
import { isOptionName, rowOf } from '../url/options.ts'
import { formatWire } from '../url/wire.ts'
import {
  configured,
  KEYCDN_SECRET,
  KEYCDN_TOKEN,
  KEYCDN_VARIABLE,
  keycdnToken,
  refuseUncovered,
  sameToken,
} from './keycdn.ts'
import { deny, type Scheme } from './scheme.ts'

/** Computes a token of KeyCDN's signed image processing: base64url(MD5(path ‖ query ‖ secret)). */
export function signKeycdnImage(secret: string, path: string, query: string): string {
  return keycdnToken(path + query + secret)
}

/**
 * Returns `true` if a path's end could be read as the beginning of a query. The token does not mark
 * the boundary between path and query. The same token would then also be valid for a shorter path
 * with a longer query.
 */
function isAmbiguous(path: string): boolean {
  return path.includes('=')
}

/**
 * Scheme of KeyCDN's image processing. Its tokens cover the path and the parameters, but no claims.
 */
export const keycdnImage: Scheme<'keycdn-image', typeof KEYCDN_SECRET> = {
  name: 'keycdn-image',
  secret: KEYCDN_SECRET,
  hash: 'MD5',
  coversParameters: true,

  recognize({ token, free }) {
    if (token.length !== KEYCDN_TOKEN) return undefined
    return free.has('expire') ? 'token' : 'url'
  },

  async sign({ origin, path, query }, claims, { keycdn }) {
    for (const name of Object.keys(claims)) refuseUncovered(name, keycdnImage.name)
    if (isAmbiguous(path))
      throw new Failure('bad-parameter', `keycdn-image tokens cannot cover a path with =, got ${path}`)
    return formatWire({ origin, path, query, token: signKeycdnImage(configured(keycdn), path, query) })
  },

  async verify({ path, query, token, signed, free }, { keycdn }) {
    for (const name of [...signed.keys(), ...free.keys()])
      if (isOptionName(name) && rowOf(name).group === 'access') refuseUncovered(name, keycdnImage.name)
    if (free.size > 0) deny('a parameter follows the token')
    if (isAmbiguous(path)) deny('a path with = is ambiguous under a keycdn-image token')
    const secret = configured(keycdn)
    if (!(await sameToken(secret, signKeycdnImage(secret, path, query), token)))
      deny('the keycdn-image token does not match')
    return { claims: {}, key: KEYCDN_VARIABLE }
  },
}
