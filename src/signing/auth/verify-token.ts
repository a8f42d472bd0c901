import type { Wire } from '../url/wire.ts'
import type { Keyring } from './keyring.ts'
import { deny, type Verified } from './scheme.ts'
import { schemeOf, type ZoneScheme } from './schemes.ts'

/**
 * Verifies the token of a URL by the accepted scheme that fits the URL best.
 * @returns the key that signed, and the claims that the signature covers. The caller must check the
 *   claims with `assertClaims`
 * @throws Failure forbidden; bad-parameter: a malformed claim, or one that the scheme cannot cover
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
