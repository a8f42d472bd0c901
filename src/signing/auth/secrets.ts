import type { FeatureZone } from './feature-secret.ts'
import { MARK_SECRET } from './mark-keys.ts'
import { PATH_SECRET } from './path-cipher.ts'
import { ALL_SCHEMES, type AnyForeignScheme, type AnyScheme, type ZoneScheme } from './schemes.ts'
import type { NamesIn, SecretVariable } from './secret.ts'

/** Secrets of features that zones turn on. */
export const FEATURE_SECRETS = [PATH_SECRET, MARK_SECRET] as const

type AnySecret = (AnyScheme | AnyForeignScheme)['secret'] | (typeof FEATURE_SECRETS)[number]

/** The name of a secret variable of the Worker. */
export type SecretName = NamesIn<AnySecret>

/** Every secret of the Worker, once: those of the schemes, then those of features. */
export const SECRETS: readonly AnySecret[] = [
  ...new Set([...ALL_SCHEMES.map(({ secret }) => secret), ...FEATURE_SECRETS]),
]

/** Every secret variable of the Worker. */
export const VARIABLES: readonly SecretVariable<SecretName>[] = SECRETS.flatMap(
  ({ variables }): readonly SecretVariable<SecretName>[] => variables,
)

/** Names of all secret variables. */
export const SECRET_NAMES: readonly SecretName[] = VARIABLES.map(({ name }) => name)

/** Secrets in the form of `SIGNING_KEYS`. */
export const KEY_LISTS: readonly SecretName[] = VARIABLES.filter(({ form }) => form.kind === 'key list').map(
  ({ name }) => name,
)

/** Secrets as the environment provides them. */
export type Secrets = { readonly [Name in SecretName]?: string | undefined }

/** The secrets that every Worker needs. */
export const REQUIRED_SECRETS: readonly SecretName[] = SECRETS.filter(({ isRequired }) => isRequired).flatMap(
  namesOf,
)

/** The names of a secret's variables. */
export function namesOf({ variables }: AnySecret): readonly SecretName[] {
  return variables.map(({ name }): SecretName => name)
}

/** Returns the secrets that a scheme needs. */
export function secretsOf(scheme: ZoneScheme): readonly SecretName[] {
  return ALL_SCHEMES.filter(({ name }) => name === scheme).flatMap(({ secret }) => namesOf(secret))
}

/** A secret that a zone needs, and the field that needs it. */
export interface SecretNeed {
  readonly secret: SecretName
  /** Below the zone, such as `schemes` and `presets.small.mark`. */
  readonly field: string
  /** The scheme of the field `schemes` that needs the secret. */
  readonly scheme?: ZoneScheme
}

/** The fields of a zone that need secrets. */
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
