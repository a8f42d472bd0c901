import { Failure } from '../../errors.ts'
import { encodePath, formatQuery } from '../url/canonical.ts'
import { formatWire, parseWire, type Wire } from '../url/wire.ts'
import { findZone, type Prefixed } from '../url/zones.ts'
import { authenticate } from './authenticate.ts'
import type { ForeignScheme } from './foreign.ts'
import type { Keyring } from './keyring.ts'
import { deny, readClaims, type Verified } from './scheme.ts'
import { type AcceptingZone, acceptedSchemes, FOREIGN_SCHEMES, secretsOf } from './schemes.ts'
import { takeUnverified, type Unsigned, type ZoneMode } from './unsigned.ts'
import { assertSound } from './weak-secrets.ts'

/** The part of a zone that decides which URLs it accepts. */
export interface AdmittingZone extends Prefixed, AcceptingZone {
  readonly source: string
  /** Default: `enforce`. */
  readonly mode?: ZoneMode
}

/** What an admitted URL asks for, and who signed it. */
export interface Admitted extends Pick<Verified, 'claims' | 'kid' | 'policy'> {
  /** As in `Verified`; `undefined` where nobody is known to have signed. */
  readonly key: string | undefined
  /** Why the zone would refuse the URL if it were not in report mode; `undefined` for a verified one. */
  readonly unsigned?: Unsigned
  /** The URL itself, or the native one that it means. */
  readonly wire: Wire
  /** Of the image below its zone, decoded. */
  readonly path: string
}

/** The native URL that a foreign one means: from here on it takes the way of any other. */
function translate(scheme: ForeignScheme, wire: Wire, { prefix, source }: AdmittingZone): Wire {
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

async function verify<Zone extends AdmittingZone>(
  wire: Wire,
  { zone, path }: { zone: Zone; path: string },
  zones: readonly Zone[],
  keyring: Keyring,
  now: number,
): Promise<Admitted> {
  const schemes = acceptedSchemes(zone, now)
  assertSound(schemes.flatMap(secretsOf), keyring.faults)
  if (wire.token !== undefined) return { ...(await authenticate(wire, schemes, keyring)), wire, path }
  const request = { wire, rest: wire.path.slice(zone.prefix.length) }
  const accepted = FOREIGN_SCHEMES.filter(({ name }) => schemes.includes(name))
  const scheme = accepted.find(({ recognise }) => recognise(request))
  if (!scheme) return deny('the URL has no token')
  if (!(await scheme.verify(request, keyring))) deny(`the ${scheme.name} signature does not match`)
  const native = translate(scheme, wire, zone)
  const target = findZone(zones, native.path)
  if (target?.zone !== zone) return deny('the translated URL lies in another zone')
  return { claims: readClaims(native.signed), key: scheme.name, wire: native, path: target.path }
}

/**
 * Verifies that a URL was made by a holder of a key, in one of the zone's own schemes if it has a token, else in one of
 * another service that the zone accepts. A zone in report mode also admits a URL that cannot be verified.
 *
 * @param found the zone of the URL's path, and the rest of that path, decoded
 * @param zones all of them: a translated URL must lie in the zone whose rules admitted it
 * @param now Unix time in seconds, for zones that accept old tokens until a day
 * @throws Failure forbidden; bad-parameter: a malformed claim, or a verified URL that has no counterpart; bad-url: one that
 * names no canonical path; misconfigured: a secret of the zone must not be used
 */
export async function admit<Zone extends AdmittingZone>(
  wire: Wire,
  found: { zone: Zone; path: string },
  zones: readonly Zone[],
  keyring: Keyring,
  now: number,
): Promise<Admitted> {
  try {
    return await verify(wire, found, zones, keyring, now)
  } catch (error) {
    if (found.zone.mode !== 'report') throw error
    return { ...takeUnverified(wire, error), wire, path: found.path }
  }
}
