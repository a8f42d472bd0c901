import type { Facts } from '../url/fill.ts'
import type { Admitted } from './admit.ts'

/** What fills the texts of a request: what its signature covers, and nothing of a URL that is served without one. */
export function factsOf(
  { claims, kid, unsigned }: Partial<Pick<Admitted, 'claims' | 'kid' | 'unsigned'>>,
  now: number,
): Facts {
  return unsigned === undefined ? { ...claims, kid, now } : { now }
}
