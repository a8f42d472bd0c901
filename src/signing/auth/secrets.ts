import type { FeatureZone } from './feature-secret.ts'
import { MARK_SECRET } from './mark-keys.ts'
import { PATH_SECRET } from './path-cipher.ts'
import { ALL_SCHEMES, type AnyForeignScheme, type AnyScheme, type ZoneScheme } from './schemes.ts'
import type { NamesIn, SecretVariable } from './secret.ts'

/** Secrets of features that zones turn on. */
export const FEATURE_SECRETS = [PATH_SECRET, MARK_SECRET] as const

type AnySecret = (AnyScheme | AnyForeignScheme)['secret'] | (typeof FEATURE_SECRETS)[number]

/** Name of a Worker variable that holds a secret. */
export type SecretName = NamesIn<AnySecret>

/** All the Worker's secrets, each once: first those for schemes, then those for features. */
export const SECRETS: readonly AnySecret[] = [
  ...new Set([...ALL_SCHEMES.map(({ secret }) => secret), ...FEATURE_SECRETS]),
]

/** All variables of the Worker that hold secrets. */
export const VARIABLES: readonly SecretVariable<SecretName>[] = SECRETS.flatMap(
  ({ variables }): readonly SecretVariable<SecretName>[] => variables,
)

/** Names of all variables that hold secrets. */
export const SECRET_NAMES: readonly SecretName[] = VARIABLES.map(({ name }) => name)

/** Names of the secrets that have the form of `SIGNING_KEYS`. */
export const KEY_LISTS: readonly SecretName[] = VARIABLES.filter(({ form }) => form.kind === 'key list').map(
  ({ name }) => name,
)

/** Values of the secrets, as the environment provides them. */
export type Secrets = { readonly [Name in SecretName]?: string | undefined }

/** Names of the secrets that every Worker needs. */
export const REQUIRED_SECRETS: readonly SecretName[] = SECRETS.filter(({ isRequired }) => isRequired).flatMap(
  namesOf,
)

/** Returns the names of a secret's variables. */
export function namesOf({ variables }: AnySecret): readonly SecretName[] {
  return variables.map(({ name }): SecretName => name)
}

/** Returns the names of the secrets that a scheme needs. */
export function secretsOf(scheme: ZoneScheme): readonly SecretName[] {
  return ALL_SCHEMES.filter(({ name }) => name === scheme).flatMap(({ secret }) => namesOf(secret))
}

/** Secret that a zone needs, and the field of the zone that needs it. */
export interface SecretNeed {
  readonly secret: SecretName
  /** Field below the zone in the configuration, such as `schemes` or `presets.small.mark`. */
  readonly field: string
  /** Scheme that needs the secret, if the field is `schemes`. */
  readonly scheme?: ZoneScheme
}

/** Fields of a zone that can need secrets. */
export interface NeedyZone extends FeatureZone {
  readonly schemes: readonly ZoneScheme[]
}

/** Returns the secrets that a zone needs, in the order of its fields. */
export function secretNeeds(zone: NeedyZone): readonly SecretNeed[] {
  const ofSchemes = zone.schemes.flatMap((scheme) =>
    secretsOf(scheme).map((secret) => ({ secret, field: 'schemes', scheme })),
  )
  const ofFeatures = FEATURE_SECRETS.flatMap((feature) =>
    feature.fieldsOf(zone).flatMap((field) => namesOf(feature).map((secret) => ({ secret, field }))),
  )
  return [...ofSchemes, ...ofFeatures]
}
