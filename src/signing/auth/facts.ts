import type { Facts } from '../url/fill.ts'
import type { Admitted } from './admit.ts'

/**
 * Returns the values for the reserved placeholders in texts, such as `{ip}` and `{date}`: the
 * claims that the signature covers, the key id, and the time. For an unverified URL, returns only
 * the time.
 */
export function factsOf(
  { claims, kid, unsigned }: Partial<Pick<Admitted, 'claims' | 'kid' | 'unsigned'>>,
  now: number,
): Facts {
  return unsigned === undefined ? { ...claims, kid, now } : { now }
}
