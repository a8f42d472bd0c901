import { Failure } from '../../errors.ts'
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
import { deny, readClaims, type Scheme } from './scheme.ts'

/** Computes a token of KeyCDN's access control: base64url(MD5(path ‖ secret ‖ expire)). */
export function signKeycdnAccess(secret: string, path: string, expire: string): string {
  return keycdnToken(path + secret + expire)
}

/**
 * Scheme of KeyCDN's access control. Its tokens cover the path and the parameter `expire` that
 * follows the token, but no other parameters.
 */
export const keycdnAccess: Scheme<'keycdn-access', typeof KEYCDN_SECRET> = {
  name: 'keycdn-access',
  secret: KEYCDN_SECRET,
  hash: 'MD5',
  coversParameters: false,

  recognize({ token, free }) {
    if (token.length !== KEYCDN_TOKEN) return undefined
    return free.has('expire') ? 'url' : 'token'
  },

  async sign({ origin, path, query }, { expire, ...others }, { keycdn }) {
    for (const name of Object.keys(others)) refuseUncovered(name, keycdnAccess.name)
    if (expire === undefined) throw new Failure('bad-parameter', 'expire: keycdn-access tokens need it')
    if (query !== '') refuseUncovered(query, keycdnAccess.name)
    const token = signKeycdnAccess(configured(keycdn), path, String(expire))
    return `${formatWire({ origin, path, query, token })}&expire=${expire}`
  },

  async verify({ path, query, token, free }, { keycdn }) {
    const expire = free.get('expire')
    if (query !== '' || free.size !== 1 || expire === undefined)
      return deny('a keycdn-access URL has a token, then expire, and no other parameter')
    const secret = configured(keycdn)
    if (!(await sameToken(secret, signKeycdnAccess(secret, path, expire), token)))
      deny('the keycdn-access token does not match')
    return { claims: readClaims(free), key: KEYCDN_VARIABLE }
  },
}
