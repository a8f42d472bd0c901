import { sourceRules } from '../../src/edge/source/kind.ts'
import { assertCredentials, configuredSource } from '../../src/edge/source/kinds.ts'
import { sharesOriginals } from '../../src/edge/source/shared.ts'
import { Failure } from '../../src/errors.ts'
import { isMoved, type ZoneScheme } from '../../src/signing/auth/schemes.ts'
import { LAYER_PREFIXES } from '../../src/signing/url/layers.ts'
import { unknownName } from '../../src/signing/url/nearest.ts'
import { unusedCredentials } from '../project.ts'
import type { Setup, SetupZone } from './setup.ts'

/** Each two zones, the one that is written first before the other. */
const pairsOf = (zones: readonly SetupZone[]) =>
  zones.flatMap((first, index) => zones.slice(index + 1).map((second) => [first, second] as const))

export function equalPrefixes({ zones }: Setup): readonly string[] {
  return pairsOf(zones)
    .filter(([first, second]) => first.prefix === second.prefix)
    .map(
      ([first, second]) =>
        `zones.${second.name}.prefix: ${second.prefix} is that of zones.${first.name}, too`,
    )
}

/** Sources that the Worker would not open: a binding that nothing declares, or an address that must not be fetched. */
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

const isGuarded = ({ mandatory }: SetupZone) => mandatory.length > 0

/** Sources with the names of their buckets in place of the bindings: several bindings may be of one bucket. */
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

/** The zones with such sources. */
export function placedZones(setup: Setup): readonly SetupZone[] {
  return setup.zones.map((zone) => ({
    ...zone,
    source: placedSources(setup, [zone.source])[0] ?? zone.source,
  }))
}

const sharing = (setup: Setup) => pairsOf(placedZones(setup)).filter((pair) => sharesOriginals(...pair))

/** Zones over the same originals, each with its own rules. */
export function sharedSources(setup: Setup): readonly string[] {
  return sharing(setup)
    .filter(([first, second]) => isGuarded(first) === isGuarded(second))
    .map(([first, second]) => `zones.${first.name} and zones.${second.name} serve some of the same originals`)
}

/** Originals of a zone with mandatory presets, in another zone without. */
export function unguardedSources(setup: Setup): readonly string[] {
  return sharing(setup)
    .filter(([first, second]) => isGuarded(first) !== isGuarded(second))
    .map(([first, second]) => {
      const [guarded, open] = isGuarded(first) ? [first, second] : [second, first]
      return `zones.${open.name} serves originals of zones.${guarded.name} without its mandatory presets`
    })
}

/** Mandatory presets that do not exist. */
export function unknownMandatory({ zones }: Setup): readonly string[] {
  return zones.flatMap(({ name, mandatory, presets }) =>
    mandatory
      .filter((preset) => !Object.hasOwn(presets, preset))
      .map((preset) => `zones.${name}.mandatory: ${unknownName('preset', preset, Object.keys(presets))}`),
  )
}

/** Presets whose texts have no font. */
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

/** Their tokens are an MD5. */
const MD5: readonly ZoneScheme[] = ['keycdn-image', 'keycdn-access', 'imgix']

/** Zones that accept tokens of other services for ever. */
export function endlessSchemes({ zones }: Setup): readonly string[] {
  return zones.flatMap(({ name, schemes, legacy_until: last }) => {
    const old = last === undefined ? schemes.filter((scheme) => scheme !== 'hmac') : []
    const weak = old.some((scheme) => MD5.includes(scheme)) ? ', by MD5,' : ''
    return old.length > 0 ? [`zones.${name}.schemes: ${old.join(', ')}${weak} without an end`] : []
  })
}

/** Zones whose last day of old tokens is over. */
export function endedSchemes({ zones, now }: Setup): readonly string[] {
  return zones
    .filter((zone) => isMoved(zone, now))
    .map(({ name, legacy_until: last }) => `zones.${name}.legacy_until: ${last} is over`)
}

/** Zones whose images are stale before they would be checked against their source. */
export function lateChecks({ zones }: Setup): readonly string[] {
  return zones
    .filter(({ max_age: fresh, revalidate }) => fresh < revalidate)
    .map(
      ({ name, max_age: fresh, revalidate }) =>
        `zones.${name}: max_age = ${fresh} is below revalidate = ${revalidate}`,
    )
}

/** Zones in which any image may be drawn over another. */
export function openOverlays({ zones }: Setup): readonly string[] {
  return zones
    .filter(({ overlays }) => overlays.includes('/'))
    .map(({ name }) => `zones.${name}.overlays: every image of the zone can be drawn over another`)
}
