import type { IsoGainMap } from './iso-gain-map.ts'

/** A decimal number as its file spells it, so that it is written as it was. */
export type Decimal = string

/** One value for all channels, or one for each of red, green and blue. */
export type PerChannel<Value> = readonly [Value] | readonly [Value, Value, Value]

/**
 * The parameters of a gain map in XMP, namespace `http://ns.adobe.com/hdr-gain-map/1.0/` (Adobe's Gain Map specification 1.0;
 * Ultra HDR 1.0). What a file leaves out has the default of the specification, and is not written.
 */
export interface Hdrgm {
  readonly version: string
  /** Whether the picture is the HDR rendition, and the map leads to the SDR one. */
  readonly baseRenditionIsHdr?: boolean | undefined
  /** log2 of the gain that code 0 stands for; default 0. */
  readonly gainMapMin?: PerChannel<Decimal> | undefined
  /** log2 of the gain that the largest code stands for. */
  readonly gainMapMax: PerChannel<Decimal>
  /** Exponent with which codes were made; default 1. */
  readonly gamma?: PerChannel<Decimal> | undefined
  /** Default 1/64. */
  readonly offsetSdr?: PerChannel<Decimal> | undefined
  /** Default 1/64. */
  readonly offsetHdr?: PerChannel<Decimal> | undefined
  /** log2 of the headroom from which on the map is applied, in part; default 0. */
  readonly hdrCapacityMin?: Decimal | undefined
  /** log2 of the headroom from which on it is applied in full. */
  readonly hdrCapacityMax: Decimal
}

/** What a file says of its gain map, in either form or in both. */
export interface GainMapMetadata {
  readonly hdrgm?: Hdrgm | undefined
  readonly iso?: IsoGainMap | undefined
}

/** Whether a map gives each channel a gain of its own: such gains belong to the primaries of the picture. */
export function gainsDiffer({ hdrgm, iso }: GainMapMetadata): boolean {
  const { gainMapMin, gainMapMax, gamma, offsetSdr, offsetHdr } = hdrgm ?? {}
  const lists = [gainMapMin, gainMapMax, gamma, offsetSdr, offsetHdr]
  return (iso?.channels.length ?? 1) > 1 || lists.some((list) => list && new Set<string>(list).size > 1)
}

/** Whether the picture is the HDR rendition. */
export const isHdrBase = ({ hdrgm, iso }: GainMapMetadata): boolean =>
  hdrgm?.baseRenditionIsHdr === true ||
  (iso !== undefined &&
    iso.baseHeadroom.numerator * iso.alternateHeadroom.denominator >
      iso.alternateHeadroom.numerator * iso.baseHeadroom.denominator)
