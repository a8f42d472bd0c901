import { Failure } from '../errors.ts'
import { isOptionName, OPTIONS } from '../url/options.ts'
import { parseOptions } from '../url/parameters.ts'
import type { Wire } from '../url/wire.ts'
import type { Claims } from './claims.ts'
import { type HmacKey, verifyHmac } from './hmac.ts'
import { KEYCDN_TOKEN, sameToken, signKeycdnAccess, signKeycdnImage } from './keycdn.ts'

/** What a zone may accept: the native scheme, and KeyCDN's two for a migration. */
export const SCHEMES = ['hmac', 'keycdn-image', 'keycdn-access'] as const
export type Scheme = (typeof SCHEMES)[number]

/** The secrets that URLs are verified with. */
export interface Keyring {
  /** Newest first. */
  readonly hmac: readonly HmacKey[]
  /** KeyCDN's secure token key, where one is configured. */
  readonly keycdn: string | undefined
}

type Signed = Wire & { readonly token: string }

function deny(reason: string): never {
  throw new Failure('forbidden', undefined, reason)
}

function claimsOf(parameters: ReadonlyMap<string, string>): Claims {
  const { expire, start, ip } = OPTIONS
  const names = Object.keys({ expire, start, ip })
  return parseOptions(new Map([...parameters].filter(([name]) => names.includes(name))))
}

/** After an hmac token only a choice from signed lists may stand: `w` from `widths`, `dpr` from `dprs`. */
function assertGranted({ signed, free }: Wire): void {
  const lists: Readonly<Record<string, string>> = { w: 'widths', dpr: 'dprs' }
  for (const [name, text] of free) {
    const list = Object.hasOwn(lists, name) ? signed.get(lists[name] ?? '') : undefined
    if (!list?.split(',').includes(text))
      deny(`${name}=${text} stands after the token and no signed list grants it`)
  }
}

const VERIFIERS: Record<Scheme, (wire: Signed, keyring: Keyring) => Promise<Claims>> = {
  async hmac(wire, { hmac }) {
    if (!(await verifyHmac(hmac, { ...wire, kid: wire.signed.get('kid') })))
      deny('the hmac token does not match')
    assertGranted(wire)
    return claimsOf(wire.signed)
  },

  async 'keycdn-image'({ path, query, token, signed, free }, { keycdn }) {
    for (const name of [...signed.keys(), ...free.keys()]) {
      if (isOptionName(name) && OPTIONS[name].group === 'access')
        throw new Failure(
          'bad-parameter',
          `${name}: not supported by KeyCDN's image tokens; sign with hmac instead`,
        )
    }
    if (free.size > 0) deny('a parameter stands after the token')
    // A path that holds a query would share its token with the image whose query that is.
    if (path.includes('=')) deny('a path with = is ambiguous under a keycdn-image token')
    if (keycdn === undefined) return deny('KEYCDN_SECRET is not set')
    if (!(await sameToken(keycdn, signKeycdnImage(keycdn, path, query), token)))
      deny('the keycdn-image token does not match')
    return {}
  },

  async 'keycdn-access'({ path, query, token, free }, { keycdn }) {
    const expire = free.get('expire')
    if (query !== '' || free.size !== 1 || expire === undefined)
      return deny('a parameter that the token does not cover')
    if (keycdn === undefined) return deny('KEYCDN_SECRET is not set')
    if (!(await sameToken(keycdn, signKeycdnAccess(keycdn, path, expire), token)))
      deny('the keycdn-access token does not match')
    return claimsOf(free)
  },
}

/** Tells the scheme by the token's length, and KeyCDN's two by whether an expiry follows the token. */
export function schemeOf({ token, free }: Signed, accepted: readonly Scheme[]): Scheme | undefined {
  const access =
    accepted.includes('keycdn-access') && (free.has('expire') || !accepted.includes('keycdn-image'))
  const scheme = token.length === KEYCDN_TOKEN ? (access ? 'keycdn-access' : 'keycdn-image') : 'hmac'
  return accepted.includes(scheme) ? scheme : undefined
}

/**
 * Verifies that a URL was made by a holder of a key.
 * @returns the claims that the signature covers, not yet held against the request
 * @throws Failure forbidden; bad-parameter where a claim is malformed or the scheme has none such
 */
export async function authenticate(
  wire: Wire,
  accepted: readonly Scheme[],
  keyring: Keyring,
): Promise<Claims> {
  const { token } = wire
  if (token === undefined) return deny('the URL has no token')
  const scheme = schemeOf({ ...wire, token }, accepted)
  if (scheme === undefined) return deny('the zone does not accept this kind of token')
  return VERIFIERS[scheme]({ ...wire, token }, keyring)
}
