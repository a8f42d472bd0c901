import { Failure } from '../../errors.ts'
import { encodePath } from '../url/canonical.ts'
import { type ClosedPrefix, isBelowClosed } from '../url/closed.ts'
import { findZone, type Prefixed } from '../url/zones.ts'
import { decryptPath, type PathKey } from './path-cipher.ts'

/** Fields of a zone that determine if its paths are encrypted, and which paths are refused. */
export interface PathZone extends Prefixed {
  /** `true` if a URL path in the zone is only the image's encrypted path. */
  readonly encrypted: boolean
  /**
   * Prefixes of guarded zones, as paths below this zone and as URLs. Images below them must not be
   * served without the guarded zones' mandatory presets.
   */
  readonly guarded: readonly ClosedPrefix[]
}

/**
 * Refuses a path that spells a guarded zone's prefix in another way. Only the canonical spelling
 * leads to the guarded zone. If the origin ignores case, another spelling would deliver the guarded
 * images by this zone's rules.
 * @throws Failure not-found
 */
export function assertOutsideGuards(path: string, { guarded }: Pick<PathZone, 'guarded'>): void {
  const closed = guarded.find((each) => isBelowClosed(`/${path}`, each))
  if (closed)
    throw new Failure(
      'not-found',
      undefined,
      `the path spells ${closed.prefix}, which a zone with mandatory presets serves, in another way`,
    )
}

/**
 * Returns an image's path below its zone. In an encrypted zone, decrypts the URL's path.
 *
 * @param path URL path below the zone, decoded
 * @param zones all zones: the decrypted path must lie in the URL's zone, because that zone's rules
 *   were applied
 * @throws Failure not-found: the path was not encrypted for this zone with any key, or it is
 *   another spelling of a guarded path. The failure gives no reason, so that it cannot be told from
 *   a missing image.
 */
export async function openPath<Zone extends PathZone>(
  path: string,
  zone: Zone,
  zones: readonly Zone[],
  keys: readonly PathKey[] = [],
): Promise<string> {
  if (!zone.encrypted) {
    assertOutsideGuards(path, zone)
    return path
  }
  const hidden = await decryptPath(keys, zone.prefix, path)
  if (hidden === undefined || findZone(zones, zone.prefix + encodePath(hidden))?.zone !== zone)
    throw new Failure('not-found')
  assertOutsideGuards(hidden, zone)
  return hidden
}
