import type { Hdrgm } from './hdrgm.ts'
import { type IsoGainMap, USES_BASE_COLORS } from './iso-gain-map.ts'

/** Gain map metadata: in XMP (`hdrgm`), in ISO 21496-1's form, or both. */
export interface GainMapMetadata {
  readonly hdrgm?: Hdrgm | undefined
  readonly iso?: IsoGainMap | undefined
}

/**
 * `true` if a map has separate gains for each channel. Such gains are only valid in the picture's
 * primaries.
 */
export function gainsDiffer({ hdrgm, iso }: GainMapMetadata): boolean {
  const { gainMapMin, gainMapMax, gamma, offsetSdr, offsetHdr } = hdrgm ?? {}
  const lists = [gainMapMin, gainMapMax, gamma, offsetSdr, offsetHdr]
  return (iso?.channels.length ?? 1) > 1 || lists.some((list) => list && new Set<string>(list).size > 1)
}

/**
 * `true` if the ISO 21496-1 gains belong to the alternate picture's primaries instead of the base
 * picture's.
 */
export const gainsOfAlternate = ({ iso }: GainMapMetadata): boolean =>
  iso !== undefined && (iso.flags & USES_BASE_COLORS) === 0

/** `true` if the base picture is the HDR rendition. */
export const isHdrBase = ({ hdrgm, iso }: GainMapMetadata): boolean =>
  hdrgm?.baseRenditionIsHdr === true ||
  (iso !== undefined &&
    iso.baseHeadroom.numerator * iso.alternateHeadroom.denominator >
      iso.alternateHeadroom.numerator * iso.baseHeadroom.denominator)
