import { Failure, misconfigured } from '../../errors.ts'
import type { Limits } from '../../limits.ts'
import { type Bindings, type SourceSettings, sourceRules } from './kind.ts'
import { assertCredentials, configuredSource } from './kinds.ts'
import type { OwnSources } from './own-source.ts'

/** Fields of a zone that determine where its images, overlays and fonts come from. */
interface SourcedZone extends SourceSettings {
  readonly name: string
  readonly overlays: readonly string[]
  readonly font?: string | undefined
}

/** Settings of the deployment against which sources are checked. */
interface Circumstances {
  readonly limits: Limits
  readonly development: boolean
  /** Binding name for the derivatives bucket. */
  readonly derivatives: string
  /** Sources that are defined in code; `undefined` if they are not known. */
  readonly sources?: OwnSources | undefined
}

/**
 * Refuses the derivatives bucket as a zone's source. Otherwise the zone could deliver every
 * derivative as an original, even those from encrypted zones and from other customers.
 */
function assertNoDerivatives({ source }: SourcedZone, derivatives: string): void {
  if (source === `r2:${derivatives}` || source.startsWith(`r2:${derivatives}/`))
    misconfigured(`${derivatives} has the finished images of all zones: give the zone another bucket`)
}

/**
 * Runs a check of a field.
 * @throws Failure misconfigured, whose reason names the field
 */
export function atField(field: string, check: () => void): void {
  try {
    check()
  } catch (error) {
    misconfigured(`${field}: ${error instanceof Failure ? error.reason : error}`)
  }
}

/**
 * Checks the sources, overlays, fonts and credentials of zones.
 * @throws Failure misconfigured, whose reason names the field: a missing binding, the bucket of
 *   derivatives as a source, an origin that must not be fetched, or credentials that are missing or
 *   that the source does not take
 */
export function assertSources(
  zones: readonly SourcedZone[],
  env: Bindings,
  { limits, development, derivatives, sources }: Circumstances,
): void {
  const unknownHost = ''
  const rules = sourceRules(limits, unknownHost, development, sources)
  const assertFor = (field: string, check: () => void) => atField(`zones.${field}`, check)
  for (const zone of zones) {
    const { name, overlays, font } = zone
    assertFor(`${name}.credentials`, () => assertCredentials(zone, env))
    assertFor(`${name}.source`, () => assertNoDerivatives(zone, derivatives))
    assertFor(`${name}.source`, () => configuredSource(zone, env, rules))
    for (const [index, source] of overlays.entries())
      if (!source.startsWith('/'))
        assertFor(`${name}.overlays.${index}`, () => configuredSource({ source }, env, rules))
    if (font?.startsWith('https:'))
      assertFor(`${name}.font`, () => configuredSource({ source: font.replace(/[^/]+$/, '') }, env, rules))
  }
}
