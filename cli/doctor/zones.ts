import { sourceRules } from '../../src/edge/source/kind.ts'
import { assertCredentials, configuredSource } from '../../src/edge/source/kinds.ts'
import { ownSourceOf } from '../../src/edge/source/own.ts'
import { sharesOriginals } from '../../src/edge/source/shared.ts'
import { LAYER_PREFIXES } from '../../src/engine/options/layers.ts'
import { Failure } from '../../src/errors.ts'
import { ALL_SCHEMES, isMoved } from '../../src/signing/auth/schemes.ts'
import { unknownName } from '../../src/signing/url/nearest.ts'
import { unusedCredentials } from '../project.ts'
import type { Setup, SetupZone } from './setup.ts'

/** Returns all zone pairs, each in the file's order. */
const pairsOf = (zones: readonly SetupZone[]) =>
  zones.flatMap((first, index) => zones.slice(index + 1).map((second) => [first, second] as const))

export function equalPrefixes({ zones }: Setup): readonly string[] {
  return pairsOf(zones)
    .filter(([first, second]) => first.prefix === second.prefix)
    .map(
      ([first, second]) =>
        `zones.${second.name}.prefix: ${second.prefix} is also the prefix of zones.${first.name}`,
    )
}

/**
 * Finds sources that the Worker would refuse to open: a binding that is not declared, or an address
 * that must not be fetched.
 */
export function refusedSources({ zones, env, limits }: Setup): readonly string[] {
  const rules = sourceRules(limits, '', false)
  const secrets = { ...env, ...unusedCredentials(env) }
  const refusalOf = (field: string, check: () => void) => {
    try {
      check()
      return []
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return [`zones.${field}: ${error.message}`]
    }
  }
  return zones.flatMap((zone) => [
    ...refusalOf(`${zone.name}.credentials`, () => assertCredentials(zone, secrets)),
    ...refusalOf(`${zone.name}.source`, () => configuredSource(zone, secrets, rules)),
    ...zone.overlays.flatMap((source, index) =>
      source.startsWith('/')
        ? []
        : refusalOf(`${zone.name}.overlays.${index}`, () => configuredSource({ source }, env, rules)),
    ),
  ])
}

/** Finds sources that the Worker's code reads. A command cannot know if the code defines them. */
export function ownSources({ zones }: Setup): readonly string[] {
  return zones.flatMap(({ name, source }) => {
    const own = ownSourceOf(source)
    return own === undefined
      ? []
      : [`zones.${name}.source: ${own}: must be defined in code, as sources.${own} of createSignet`]
  })
}

const isGuarded = ({ mandatory }: SetupZone) => mandatory.length > 0

/**
 * Replaces the bindings in sources with their buckets' names, because several bindings may name the
 * same bucket.
 */
export function placedSources({ wrangler }: Setup, sources: readonly string[]): readonly string[] {
  const buckets: unknown = wrangler['r2_buckets']
  const names = new Map(
    (Array.isArray(buckets) ? buckets : []).map((bucket) => {
      const { binding, bucket_name: name }: { binding?: unknown; bucket_name?: unknown } = Object(bucket)
      return [binding, name]
    }),
  )
  return sources.map((source) =>
    source.replace(/^r2:([^/]+)/, (_, binding) => `r2:${names.get(binding) ?? binding}`),
  )
}

/** Returns the zones. In their sources, bucket names replace binding names. */
export function placedZones(setup: Setup): readonly SetupZone[] {
  return setup.zones.map((zone) => ({
    ...zone,
    source: placedSources(setup, [zone.source])[0] ?? zone.source,
  }))
}

const sharing = (setup: Setup) => pairsOf(placedZones(setup)).filter((pair) => sharesOriginals(...pair))

/** Finds zones that serve the same originals as another zone by different rules. */
export function sharedSources(setup: Setup): readonly string[] {
  return sharing(setup)
    .filter(([first, second]) => isGuarded(first) === isGuarded(second))
    .map(([first, second]) => `zones.${first.name} and zones.${second.name} serve some of the same originals`)
}

/**
 * Finds zones that serve originals of a zone with mandatory presets, but have no mandatory presets
 * themselves.
 */
export function unguardedSources(setup: Setup): readonly string[] {
  return sharing(setup)
    .filter(([first, second]) => isGuarded(first) !== isGuarded(second))
    .map(([first, second]) => {
      const [guarded, open] = isGuarded(first) ? [first, second] : [second, first]
      return `zones.${open.name} serves originals of zones.${guarded.name} without its mandatory presets`
    })
}

/** Finds mandatory presets that do not exist. */
export function unknownMandatory({ zones }: Setup): readonly string[] {
  return zones.flatMap(({ name, mandatory, presets }) =>
    mandatory
      .filter((preset) => !Object.hasOwn(presets, preset))
      .map((preset) => `zones.${name}.mandatory: ${unknownName('preset', preset, Object.keys(presets))}`),
  )
}

/** Finds presets that draw a text without a font. */
export function fontlessTexts({ zones }: Setup): readonly string[] {
  return zones
    .filter(({ font }) => font === undefined)
    .flatMap(({ name, presets }) =>
      Object.entries(presets).flatMap(([preset, table]) => {
        const layer = LAYER_PREFIXES.find((each) => `${each}text` in table && !(`${each}font` in table))
        return layer ? [`zones.${name}.presets.${preset}: ${layer}text has no font`] : []
      }),
    )
}

/** Schemes of other services whose tokens are MD5 digests. */
const MD5 = ALL_SCHEMES.filter(({ hash }) => hash === 'MD5').map(({ name }) => name)

/** Finds zones that accept tokens of other services without an end date. */
export function endlessSchemes({ zones }: Setup): readonly string[] {
  return zones.flatMap(({ name, schemes, legacy_until: last }) => {
    const old = last === undefined ? schemes.filter((scheme) => scheme !== 'hmac') : []
    const weak = old.some((scheme) => MD5.includes(scheme)) ? ' (MD5)' : ''
    return old.length > 0
      ? [`zones.${name}.schemes: ${old.join(', ')}${weak} accepted without an end date`]
      : []
  })
}

/** Finds zones whose end date for tokens of other services has passed. */
export function endedSchemes({ zones, now }: Setup): readonly string[] {
  return zones
    .filter((zone) => isMoved(zone, now))
    .map(({ name, legacy_until: last }) => `zones.${name}.legacy_until: ${last} is over`)
}

/** Finds zones whose images become stale before they would be checked against their source. */
export function lateChecks({ zones }: Setup): readonly string[] {
  return zones
    .filter(({ max_age: fresh, revalidate }) => fresh < revalidate)
    .map(
      ({ name, max_age: fresh, revalidate }) =>
        `zones.${name}: max_age = ${fresh} is below revalidate = ${revalidate}`,
    )
}

/**
 * Finds zones in which every image can be drawn over another image as an overlay. In a project with
 * one zone, without policies and encrypted paths, an overlay evades no limit: the signer may sign
 * every image. Zones with mandatory presets refuse overlays of URLs by themselves.
 */
export function openOverlays({ zones, keys }: Pick<Setup, 'zones' | 'keys'>): readonly string[] {
  const hasLimits = zones.length > 1 || keys.length > 0
  return zones
    .filter(({ overlays, encrypted }) => overlays.includes('/') && (hasLimits || encrypted))
    .map(({ name }) => `zones.${name}.overlays: every image of the zone can be drawn over another`)
}
