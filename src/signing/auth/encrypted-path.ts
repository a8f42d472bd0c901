import { Failure } from '../../errors.ts'
import { encodePath } from '../url/canonical.ts'
import { type ClosedPrefix, isBelowClosed } from '../url/closed.ts'
import { findZone, type Prefixed } from '../url/zones.ts'
import { decryptPath, type PathKey } from './path-cipher.ts'

/** Fields of a zone that determine how its paths are written and which paths are refused. */
export interface PathZone extends Prefixed {
  /** `true` if URLs of the zone have the encrypted path of the image and nothing else. */
  readonly encrypted: boolean
  /**
   * Prefixes, as paths below the zone and as URLs, of zones whose images must not be served without
   * their mandatory presets.
   */
  readonly guarded: readonly ClosedPrefix[]
}

/**
 * Refuses another spelling of a guarded prefix. The inner zone takes only paths in the canonical
 * spelling of its prefix. If the origin ignores case, another spelling would deliver its images by
 * the rules of the outer zone.
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
 * Returns the path of an image below its zone. In an encrypted zone it is the path that the URL
 * hides.
 *
 * @param path path of the URL below the zone, decoded
 * @param zones all zones: a hidden path must lie in the same zone as its URL, because the rules of
 *   that zone were applied
 * @throws Failure not-found: the path was not encrypted for this zone with any key, or it is
 *   another spelling of a guarded path. Like the answer for a missing image, the error gives no
 *   reason.
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
