import type { Secret } from './secret.ts'

/** Fields of a zone that turn on features which need a secret. */
export interface FeatureZone {
  readonly encrypted: boolean
  readonly presets: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/**
 * Secret for a feature that zones can turn on, such as encrypted paths. Schemes' secrets are not
 * included.
 */
export interface FeatureSecret<Name extends string, Held extends object> extends Secret<Name, Held> {
  /** Returns the names of the zone fields that need the secret. */
  readonly fieldsOf: (zone: FeatureZone) => readonly string[]
  /** Noun phrase for the documentation, such as "zones with `encrypted = true`". */
  readonly neededBy: string
}
