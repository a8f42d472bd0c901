import { Failure } from '../../errors.ts'
import { encodePath } from '../url/canonical.ts'
import { type ClosedPrefix, isBelowClosed } from '../url/closed.ts'
import { findZone, type Prefixed } from '../url/zones.ts'
import { decryptPath, type PathKey } from './path-cipher.ts'

/** The part of a zone that says how its paths are written, and which are refused. */
export interface PathZone extends Prefixed {
  /** Whether URLs have the encrypted path of the image, and nothing else. */
  readonly encrypted: boolean
  /** Paths, and URLs, of zones within whose images must not be served without their mandatory presets. */
  readonly guarded: readonly ClosedPrefix[]
}

/**
 * Refuses another spelling of a guarded prefix. The zone within takes its own paths; where the origin ignores case, another
 * spelling would show its images by the rules of the zone around.
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
 * The path of an image below its zone: in an encrypted zone, that which the URL hides.
 *
 * @param path of the URL below the zone, decoded
 * @param zones all of them: a hidden path must lie in the zone that its URL lies in, whose rules were applied
 * @throws Failure not-found: no path that a key has encrypted for this zone, or another spelling of a guarded one; says no more,
 * as for an image that is missing
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
