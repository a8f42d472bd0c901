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

/**
 * Returns the schemes that the URL's zone accepts, or all Signet schemes if the zone is not known.
 */
export const acceptedBy = ({ zone }: Progress, { now }: Server): readonly ZoneScheme[] =>
  zone ? acceptedSchemes(zone, now) : SCHEME_NAMES

/** Returns the scheme of another service that signed a URL, if the zone accepts this scheme. */
export function foreignSchemeOf(facts: Progress, server: Server) {
  const { wire, zone } = facts
  if (!wire || !zone || wire.token !== undefined) return undefined
  const accepted = acceptedBy(facts, server)
  const request = { wire, rest: wire.path.slice(zone.prefix.length) }
  return FOREIGN_SCHEMES.find(({ name, recognize }) => accepted.includes(name) && recognize(request))
}

/** Returns the Signet scheme that fits the URL's token best. */
export const ownSchemeOf = (wire: Wire, facts: Progress, server: Server) =>
  schemeOf({ ...wire, token: wire.token ?? '' }, acceptedBy(facts, server))

/**
 * Returns the text that this URL's token must cover. Returns `undefined` for another service's
 * token, and for every scheme except `hmac`.
 */
export function signedText(facts: Progress, server: Server): string | undefined {
  const { wire } = facts
  if (!wire || (server.loaded && !facts.zone) || foreignSchemeOf(facts, server)) return undefined
  const { name } = ownSchemeOf(wire, facts, server) ?? hmac
  return name === hmac.name ? new TextDecoder().decode(hmacMessage(wire.path, wire.query)) : undefined
}

/** Returns the keys to verify a URL with, or `undefined` if they are not available here. */
export async function keysFor(wire: Wire, facts: Progress, server: Server): Promise<Keyring | undefined> {
  const foreign = foreignSchemeOf(facts, server)
  if (foreign) {
    const isMissing = secretsOf(foreign.name).some((name) => isStandIn(name, server))
    return isMissing ? undefined : server.loaded?.config.keyring
  }
  const scheme = ownSchemeOf(wire, facts, server)
  return scheme && wire.token ? server.openKeyring(scheme, wire) : EMPTY_KEYRING
}
