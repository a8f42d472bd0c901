import type { HeldBy } from './secret.ts'
import type { SECRETS, Secrets } from './secrets.ts'

/** The intersection of all members of a union. */
type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never

/** The fields that the secrets fill, each declared by the row of its secret. */
type Opened = Intersection<HeldBy<(typeof SECRETS)[number]>>

/** The secrets of all schemes and features, ready for use. A secret with a fault is left out. */
export interface Keyring extends Opened {
  /** Faults of other services' secrets, by secret. A secret with a fault must not be used. */
  readonly faults?: ReadonlyMap<string, string>
  /** Values of the secrets that were opened, if they are to be judged later. */
  readonly texts?: Secrets
}

/** A keyring without secrets. */
export const EMPTY_KEYRING: Keyring = { hmac: [] }
