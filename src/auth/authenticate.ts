import type { Wire } from '../url/wire.ts'
import type { Keyring } from './keyring.ts'
import { type Claims, deny, type Verified } from './scheme.ts'
import { schemeOf, type ZoneScheme } from './schemes.ts'

/**
 * Verifies a URL's token by the accepted scheme that the URL fits best.
 * @throws Failure as `authenticate`
 */
export async function verifyToken(
  wire: Wire,
  accepted: readonly ZoneScheme[],
  keyring: Keyring,
): Promise<Verified> {
  const { token } = wire
  if (token === undefined) return deny('the URL has no token')
  const signed = { ...wire, token }
  const scheme = schemeOf(signed, accepted)
  return scheme?.verify(signed, keyring) ?? deny('the zone does not accept this kind of token')
}

/**
 * Verifies that a URL was made by a holder of a key.
 * @returns the claims that the signature covers, for `assertClaims` to check
 * @throws Failure forbidden; bad-parameter: a malformed claim, or one that the scheme cannot cover
 */
export async function authenticate(
  wire: Wire,
  accepted: readonly ZoneScheme[],
  keyring: Keyring,
): Promise<Claims> {
  const { claims } = await verifyToken(wire, accepted, keyring)
  return claims
}
