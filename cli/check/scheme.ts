import type { Progress } from '../../src/edge/request/facts.ts'
import { hmac } from '../../src/signing/auth/hmac.ts'
import { hmacMessage } from '../../src/signing/auth/hmac-token.ts'
import { EMPTY_KEYRING, type Keyring } from '../../src/signing/auth/keyring.ts'
import {
  acceptedSchemes,
  FOREIGN_SCHEMES,
  SCHEME_NAMES,
  schemeOf,
  type ZoneScheme,
} from '../../src/signing/auth/schemes.ts'
import { secretsOf } from '../../src/signing/auth/secrets.ts'
import type { Wire } from '../../src/signing/url/wire.ts'
import { isStandIn, type Server } from './server.ts'

/** Schemes that the zone of a URL accepts; without a zone, all of Signet's own. */
export const acceptedBy = ({ zone }: Progress, { now }: Server): readonly ZoneScheme[] =>
  zone ? acceptedSchemes(zone, now) : SCHEME_NAMES

/** The scheme of another service that signed a URL, if the zone accepts it. */
export function foreignSchemeOf(facts: Progress, server: Server) {
  const { wire, zone } = facts
  if (!wire || !zone || wire.token !== undefined) return undefined
  const accepted = acceptedBy(facts, server)
  const request = { wire, rest: wire.path.slice(zone.prefix.length) }
  return FOREIGN_SCHEMES.find(({ name, recognise }) => accepted.includes(name) && recognise(request))
}

/** The scheme of Signet's own that a URL fits best. */
export const ownSchemeOf = (wire: Wire, facts: Progress, server: Server) =>
  schemeOf({ ...wire, token: wire.token ?? '' }, acceptedBy(facts, server))

/** The text that a token of this URL covers; `undefined` for that of another service. */
export function signedText(facts: Progress, server: Server): string | undefined {
  const { wire } = facts
  if (!wire || (server.loaded && !facts.zone) || foreignSchemeOf(facts, server)) return undefined
  const { name } = ownSchemeOf(wire, facts, server) ?? hmac
  return name === hmac.name ? new TextDecoder().decode(hmacMessage(wire.path, wire.query)) : undefined
}

/** The keys that a URL is checked with; `undefined` if they are not here. */
export async function keysFor(wire: Wire, facts: Progress, server: Server): Promise<Keyring | undefined> {
  const foreign = foreignSchemeOf(facts, server)
  if (foreign) {
    const isMissing = secretsOf(foreign.name).some((name) => isStandIn(name, server))
    return isMissing ? undefined : server.loaded?.config.keyring
  }
  const scheme = ownSchemeOf(wire, facts, server)
  return scheme && wire.token ? server.openKeyring(scheme, wire) : EMPTY_KEYRING
}
