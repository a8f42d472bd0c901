import type { Hdrgm } from './hdrgm.ts'
import { type IsoGainMap, USES_BASE_COLORS } from './iso-gain-map.ts'

/** Metadata of a gain map: in XMP (`hdrgm`), in the form of ISO 21496-1, or both. */
export interface GainMapMetadata {
  readonly hdrgm?: Hdrgm | undefined
  readonly iso?: IsoGainMap | undefined
}

/**
 * `true` if a map has separate gains for each channel. Such gains are only valid in the primaries
 * of the picture.
 */
export function gainsDiffer({ hdrgm, iso }: GainMapMetadata): boolean {
  const { gainMapMin, gainMapMax, gamma, offsetSdr, offsetHdr } = hdrgm ?? {}
  const lists = [gainMapMin, gainMapMax, gamma, offsetSdr, offsetHdr]
  return (iso?.channels.length ?? 1) > 1 || lists.some((list) => list && new Set<string>(list).size > 1)
}

/**
 * `true` if the gains of ISO 21496-1 belong to the primaries of the alternate picture instead of
 * the base picture.
 */
export const gainsOfAlternate = ({ iso }: GainMapMetadata): boolean =>
  iso !== undefined && (iso.flags & USES_BASE_COLORS) === 0

/** `true` if the base picture is the HDR rendition. */
export const isHdrBase = ({ hdrgm, iso }: GainMapMetadata): boolean =>
  hdrgm?.baseRenditionIsHdr === true ||
  (iso !== undefined &&
    iso.baseHeadroom.numerator * iso.alternateHeadroom.denominator >
      iso.alternateHeadroom.numerator * iso.baseHeadroom.denominator)
