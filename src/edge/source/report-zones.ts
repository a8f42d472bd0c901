import { Failure } from '../../errors.ts'
import { SCHEMES } from '../../signing/auth/schemes.ts'
import type { Prefixed } from '../../signing/url/zones.ts'
import { guardedFrom, lendsOverlays } from './guards.ts'
import { sharesOriginals } from './shared.ts'

/** Fields of a zone that determine if it may be in report mode. */
export interface ReportingZone extends Prefixed {
  readonly name: string
  readonly source: string
  readonly mode: 'enforce' | 'report'
  readonly schemes: readonly string[]
  readonly encrypted: boolean
  readonly mandatory: readonly string[]
  readonly overlays: readonly string[]
}

/**
 * Schemes that may be combined with report mode. The tokens of these schemes cover the parameters,
 * and a URL has the same meaning with and without such a token.
 */
const REPORTABLE: readonly string[] = SCHEMES.filter(({ coversParameters }) => coversParameters).map(
  ({ name }) => name,
)

type OpeningZone = Omit<ReportingZone, 'schemes' | 'encrypted'>

function opens(zone: OpeningZone, guard: OpeningZone): boolean {
  return (
    zone.name === guard.name ||
    sharesOriginals(guard, zone) ||
    lendsOverlays(zone, guardedFrom(zone, [guard]))
  )
}

/**
 * Returns the zones whose mandatory presets everybody could bypass through a zone in report mode.
 * They are the zone itself, zones that share originals with it, and zones from which it may take
 * overlays. For a zone in `enforce` mode the result is empty.
 */
export function zonesOpenedBy<Zone extends OpeningZone>(zone: Zone, zones: readonly Zone[]): readonly Zone[] {
  if (zone.mode !== 'report') return []
  return zones.filter((guard) => guard.mandatory.length > 0 && opens(zone, guard))
}

function faultOf(zone: ReportingZone, zones: readonly ReportingZone[]): string | undefined {
  const [opened] = zonesOpenedBy(zone, zones)
  if (opened)
    return opened.name === zone.name
      ? 'would serve its images without the mandatory presets'
      : `would serve images of zones.${opened.name} without its mandatory presets`
  if (zone.encrypted) return 'has no use in an encrypted zone: an unsigned URL has no hidden path'
  const other = zone.schemes.find((scheme) => !REPORTABLE.includes(scheme))
  return other && `cannot be combined with ${other}: a URL that it does not verify has no meaning here`
}

/**
 * Refuses report mode for a zone if it would expose images that mandatory presets protect, or if
 * the zone's URLs cannot be served unverified.
 * @throws Failure misconfigured, whose reason names the field
 */
export function assertReportZones(zones: readonly ReportingZone[]): void {
  for (const zone of zones.filter(({ mode }) => mode === 'report')) {
    const fault = faultOf(zone, zones)
    if (fault) throw new Failure('misconfigured', undefined, `zones.${zone.name}.mode: "report" ${fault}`)
  }
}
