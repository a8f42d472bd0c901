import type { Config } from '../../src/edge/config.ts'
import { acceptedSchemes, FOREIGN_SCHEMES } from '../../src/signing/auth/schemes.ts'
import type { Wire } from '../../src/signing/url/wire.ts'
import { findZone } from '../../src/signing/url/zones.ts'
import type { Line } from './plan-lines.ts'
import { shellWord } from './shell-word.ts'

/** Returns the name of the service that signed a URL, if the zone accepts URLs of that service. */
function serviceOf(wire: Wire, config: Config, now: number): string | undefined {
  const zone = findZone(config.zones, wire.path)?.zone
  if (!zone || wire.token !== undefined) return undefined
  const accepted = acceptedSchemes(zone, now)
  const request = { wire, rest: wire.path.slice(zone.prefix.length) }
  return FOREIGN_SCHEMES.find(({ name, recognise }) => accepted.includes(name) && recognise(request))?.name
}

/**
 * Lines for a URL that another service signed. Its signature is not checked here. Returns no lines
 * for all other URLs.
 */
export function oldUrlLines(url: string, wire: Wire, config: Config, now: number): readonly Line[] {
  const service = serviceOf(wire, config, now)
  if (service === undefined) return []
  return [
    ['key', `the key of ${service}, which is not checked here`],
    ['answer', `not known: explain what npm run --silent migrate -- ${shellWord(url)} prints`],
  ]
}
