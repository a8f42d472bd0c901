import type { HeldBy } from './secret.ts'
import type { SECRETS, Secrets } from './secrets.ts'

/** Intersection of a union's members. */
type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never

/** Fields of the keyring. Each secret declares the fields that it fills. */
type Opened = Intersection<HeldBy<(typeof SECRETS)[number]>>

/** Secrets of all schemes and features, ready for use. A secret with a fault is left out. */
export interface Keyring extends Opened {
  /**
   * Faults in other services' secrets, by the secret's name. The zones that need such a secret
   * refuse their requests.
   */
  readonly faults?: ReadonlyMap<string, string>
  /**
   * Values of the opened secrets as text. They are present only if their strength is checked later.
   */
  readonly texts?: Secrets
}

/** Keyring without any secrets. */
export const EMPTY_KEYRING: Keyring = { hmac: [] }
