import { Failure } from '../../errors.ts'
import type { Prefixed } from '../../signing/url/zones.ts'
import { guardedFrom, lendsOverlays } from './guards.ts'
import { sharesOriginals } from './shared.ts'

/** The part of a zone that decides whether it may be in report mode. */
export interface ReportingZone extends Prefixed {
  readonly name: string
  readonly source: string
  readonly mode: 'enforce' | 'report'
  readonly schemes: readonly string[]
  readonly encrypted: boolean
  readonly mandatory: readonly string[]
  readonly overlays: readonly string[]
}

/** Their tokens cover the parameters, and their URLs mean the same without one. */
const REPORTABLE: readonly string[] = ['hmac', 'keycdn-image']

type OpeningZone = Omit<ReportingZone, 'schemes' | 'encrypted'>

function opens(zone: OpeningZone, guard: OpeningZone): boolean {
  return (
    zone.name === guard.name ||
    sharesOriginals(guard, zone) ||
    lendsOverlays(zone, guardedFrom(zone, [guard]))
  )
}

/**
 * The zones whose images mandatory presets protect, and that a zone in report mode would open to everybody: itself, those that
 * share originals with it, and those from which it may take overlays. None in `enforce` mode.
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
 * Refuses report mode where it would open what a zone protects.
 * @throws Failure misconfigured, whose reason names the field
 */
export function assertReportZones(zones: readonly ReportingZone[]): void {
  for (const zone of zones.filter(({ mode }) => mode === 'report')) {
    const fault = faultOf(zone, zones)
    if (fault) throw new Failure('misconfigured', undefined, `zones.${zone.name}.mode: "report" ${fault}`)
  }
}
