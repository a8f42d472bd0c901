import { Failure } from '../../errors.ts'
import { encodePath, formatQuery } from '../url/canonical.ts'
import { formatWire, parseWire, type Wire } from '../url/wire.ts'
import { findZone, type Prefixed } from '../url/zones.ts'
import type { Keyring } from './keyring.ts'
import { deny, readClaims, type Verified } from './scheme.ts'
import { type AcceptingZone, type AnyForeignScheme, acceptedSchemes, FOREIGN_SCHEMES } from './schemes.ts'
import { secretsOf } from './secrets.ts'
import { takeUnverified, type Unsigned, type ZoneMode } from './unsigned.ts'
import { verifyToken } from './verify-token.ts'
import { assertSound } from './weak-secrets.ts'

/** Fields of a zone that determine which URLs it accepts. */
export interface AdmittingZone extends Prefixed, AcceptingZone {
  readonly source: string
  /** Mode of the zone. Default: `enforce`. */
  readonly mode?: ZoneMode
}

/** Request that a zone accepts, with its claims and the key that signed it. */
export interface Admitted extends Pick<Verified, 'claims' | 'kid' | 'policy'> {
  /** Key id or secret name that signed, as in `Verified`; `undefined` for an unverified URL. */
  readonly key: string | undefined
  /**
   * Reason for which the zone would refuse the URL if it enforced signatures; `undefined` for a
   * verified URL.
   */
  readonly unsigned?: Unsigned
  /** Parsed request URL. Another service's URL is already translated to a native URL. */
  readonly wire: Wire
  /** Path of the image below its zone, decoded. */
  readonly path: string
}

/**
 * Translates another service's URL to a native URL. Later code handles both kinds in the same way.
 */
function translate(scheme: AnyForeignScheme, wire: Wire, { prefix, source }: AdmittingZone): Wire {
  const { path, parameters, problems } = scheme.translate(
    { wire, rest: wire.path.slice(prefix.length) },
    source,
  )
  const [problem] = problems
  if (problem !== undefined) throw new Failure('bad-parameter', problem)
  const query = formatQuery(parameters)
  return parseWire(
    formatWire({ origin: wire.origin, path: prefix + encodePath(path), query, token: undefined }),
  )
}

async function verifyUrl<Zone extends AdmittingZone>(
  wire: Wire,
  { zone, path }: { zone: Zone; path: string },
  zones: readonly Zone[],
  keyring: Keyring,
  now: number,
): Promise<Admitted> {
  const schemes = acceptedSchemes(zone, now)
  assertSound(schemes.flatMap(secretsOf), keyring.faults)
  if (wire.token !== undefined) return { ...(await verifyToken(wire, schemes, keyring)), wire, path }
  const request = { wire, rest: wire.path.slice(zone.prefix.length) }
  const accepted = FOREIGN_SCHEMES.filter(({ name }) => schemes.includes(name))
  const scheme = accepted.find(({ recognize }) => recognize(request))
  if (!scheme) return deny('the URL has no token')
  if (!(await scheme.verify(request, keyring))) deny(`the ${scheme.name} signature does not match`)
  const native = translate(scheme, wire, zone)
  const target = findZone(zones, native.path)
  if (target?.zone !== zone) return deny('the translated URL lies in another zone')
  return { claims: readClaims(native.signed), key: scheme.name, wire: native, path: target.path }
}

/**
 * Verifies a URL's signature. A URL with the parameter `token` is verified by a token scheme
 * (`SCHEMES`). Any other URL is verified by another service's scheme (`FOREIGN_SCHEMES`). The zone
 * must accept the scheme. A zone in report mode also admits a URL that cannot be verified.
 *
 * @param found the zone for the URL's path, and the rest of that path, decoded
 * @param zones all zones: a translated URL must lie in the zone whose rules admitted it
 * @param now Unix time in seconds; it ends the schemes of other services in zones with
 *   `legacy_until`
 * @throws Failure forbidden; bad-parameter: a malformed claim, or a verified URL that has no
 *   counterpart; bad-url: the translated path is not canonical; misconfigured: a secret of the zone
 *   must not be used
 */
export async function admit<Zone extends AdmittingZone>(
  wire: Wire,
  found: { zone: Zone; path: string },
  zones: readonly Zone[],
  keyring: Keyring,
  now: number,
): Promise<Admitted> {
  try {
    return await verifyUrl(wire, found, zones, keyring, now)
  } catch (error) {
    if (found.zone.mode !== 'report') throw error
    return { ...takeUnverified(wire, error), wire, path: found.path }
  }
}
