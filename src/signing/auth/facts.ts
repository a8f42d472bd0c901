import type { Facts } from '../url/fill.ts'
import type { Admitted } from './admit.ts'

/**
 * Returns the facts that fill reserved placeholders in texts: those that the signature covers, and
 * the time. For an unverified URL it returns only the time.
 */
export function factsOf(
  { claims, kid, unsigned }: Partial<Pick<Admitted, 'claims' | 'kid' | 'unsigned'>>,
  now: number,
): Facts {
  return unsigned === undefined ? { ...claims, kid, now } : { now }
}
