import type * as v from 'valibot'
import { misconfigured } from '../errors.ts'
import { FOREIGN_SCHEMES, SCHEMES } from '../signing/auth/schemes.ts'
import { KEY_LISTS, type Secrets, secretNeeds } from '../signing/auth/secrets.ts'
import { assertNoSharedKey } from '../signing/auth/shared-key.ts'
import type { ZoneTable } from './zone-table.ts'

interface NamedTable extends v.InferOutput<typeof ZoneTable> {
  readonly name: string
}

/** Refuses `originals = "explicit"` with a scheme whose tokens cannot cover `original=1`. */
export function assertOriginals(zones: readonly NamedTable[]): void {
  for (const { name: scheme } of SCHEMES.filter(({ coversParameters }) => !coversParameters)) {
    const zone = zones.find(({ originals, schemes }) => originals === 'explicit' && schemes.includes(scheme))
    if (zone)
      misconfigured(`zones.${zone.name}.originals: ${scheme} tokens cannot cover original=1; use "implicit"`)
  }
}

/** Requires that all secrets are set that zones need for their schemes and features. */
function assertSet(zones: readonly NamedTable[], secrets: Secrets): void {
  for (const zone of zones) {
    const unset = secretNeeds(zone).find(({ secret }) => !secrets[secret])
    if (unset) misconfigured(`zones.${zone.name}.${unset.field}: ${unset.secret} is not set`)
  }
}

/**
 * Requires that schemes whose signature does not cover the zone's prefix are accepted in only one
 * zone. Otherwise the same URL would be valid in several zones.
 */
function assertOneZone(zones: readonly NamedTable[]): void {
  for (const { name: scheme } of FOREIGN_SCHEMES.filter(({ coversPrefix }) => !coversPrefix)) {
    const [, second] = zones.filter(({ schemes }) => schemes.includes(scheme))
    if (second) misconfigured(`zones.${second.name}.schemes: only one zone may accept ${scheme}`)
  }
}

/** Refuses other services' schemes in encrypted zones, because their URLs show the image path. */
function assertHidden(zones: readonly NamedTable[]): void {
  for (const { name, schemes } of zones.filter(({ encrypted }) => encrypted)) {
    const foreign = FOREIGN_SCHEMES.find((scheme) => schemes.includes(scheme.name))
    if (foreign) misconfigured(`zones.${name}.encrypted: URLs of ${foreign.name} cannot hide a path`)
  }
}

/** Requires that no key appears in two secrets, such as `SIGNING_KEYS` and `PATH_KEYS`. */
function assertKeysApart(secrets: Secrets): void {
  for (const [index, name] of KEY_LISTS.entries()) {
    const others = KEY_LISTS.slice(0, index).map((other) => [other, secrets[other]])
    assertNoSharedKey(name, secrets[name], Object.fromEntries(others))
  }
}

/**
 * Checks that the zones may accept their schemes.
 * @throws Failure misconfigured, whose reason names the field
 */
export function assertSchemes(zones: readonly NamedTable[]): void {
  assertOneZone(zones)
  assertHidden(zones)
}

/**
 * Checks that zones have all secrets that they need, and that the secrets may be used together.
 * @throws Failure misconfigured: a secret is not set, or two secrets have a key in common
 */
export function assertSecrets(zones: readonly NamedTable[], secrets: Secrets): void {
  assertSet(zones, secrets)
  assertSchemes(zones)
  assertKeysApart(secrets)
}
