import type { Secret } from './secret.ts'

/** The fields of a zone that decide which secrets it needs besides those of its schemes. */
export interface FeatureZone {
  readonly encrypted: boolean
  readonly presets: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** A secret of a feature that zones turn on, rather than of a scheme. */
export interface FeatureSecret<Name extends string, Held extends object> extends Secret<Name, Held> {
  /** Returns the fields of a zone that need the secret. */
  readonly fieldsOf: (zone: FeatureZone) => readonly string[]
  /** A phrase for the documents, such as "zones with `encrypted = true`". */
  readonly neededBy: string
}
