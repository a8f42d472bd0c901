import { Failure } from '../errors.ts'
import { encodePath } from '../url/canonical.ts'
import { findZone, type Prefixed } from '../url/zones.ts'
import { decryptPath, type PathKey } from './path-cipher.ts'

/** The part of a zone that says how its paths are written. */
export interface PathZone extends Prefixed {
  /** Whether URLs have the encrypted path of the image, and nothing else. */
  readonly encrypted: boolean
}

/**
 * The path of an image below its zone: in an encrypted zone, that which the URL hides.
 *
 * @param path of the URL below the zone, decoded
 * @param zones all of them: a hidden path must lie in the zone that its URL lies in, whose rules were applied
 * @throws Failure not-found: no path that a key has encrypted for this zone; says no more, as for an image that is missing
 */
export async function openPath<Zone extends PathZone>(
  path: string,
  zone: Zone,
  zones: readonly Zone[],
  keys: readonly PathKey[] = [],
): Promise<string> {
  if (!zone.encrypted) return path
  const hidden = await decryptPath(keys, zone.prefix, path)
  if (hidden === undefined || findZone(zones, zone.prefix + encodePath(hidden))?.zone !== zone)
    throw new Failure('not-found')
  return hidden
}
