import { packet, packetText, prefixOf, properties, sequence } from './xmp-properties.ts'

/** Decimal number in its file's spelling, so that it is written unchanged. */
export type Decimal = string

/** One value for all channels, or one for each of red, green and blue. */
export type PerChannel<Value> = readonly [Value] | readonly [Value, Value, Value]

/**
 * Gain map values in XMP, namespace `http://ns.adobe.com/hdr-gain-map/1.0/` (Adobe's Gain Map
 * specification 1.0; Ultra HDR 1.0). A value that a file leaves out has the specification's
 * default, and is not written.
 */
export interface Hdrgm {
  readonly version: string
  /** `true` if the picture is the HDR rendition, and the map leads to the SDR rendition. */
  readonly baseRenditionIsHdr?: boolean | undefined
  /** log2 of the gain that the map's code 0 stands for; default 0. */
  readonly gainMapMin?: PerChannel<Decimal> | undefined
  /** log2 of the gain that the map's largest code stands for. */
  readonly gainMapMax: PerChannel<Decimal>
  /** Gamma with which the map's codes were encoded; default 1. */
  readonly gamma?: PerChannel<Decimal> | undefined
  /** Offset for the SDR rendition; default 1/64. */
  readonly offsetSdr?: PerChannel<Decimal> | undefined
  /** Offset for the HDR rendition; default 1/64. */
  readonly offsetHdr?: PerChannel<Decimal> | undefined
  /** log2 of the display's headroom from which the map is applied in part; default 0. */
  readonly hdrCapacityMin?: Decimal | undefined
  /** log2 of the display's headroom from which the map is applied in full. */
  readonly hdrCapacityMax: Decimal
}

export const HDRGM = 'http://ns.adobe.com/hdr-gain-map/1.0/'

const DECIMAL = /^[+-]?(?:\d{1,16}(?:\.\d{0,16})?|\.\d{1,16})(?:[eE][+-]?\d{1,2})?$/
const VERSION = /^1(?:\.\d{1,4}){0,3}$/
const DIRECTIONS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

type PerChannelName = 'gainMapMin' | 'gainMapMax' | 'gamma' | 'offsetSdr' | 'offsetHdr'

/** Properties with one value for all channels or three values. */
const PER_CHANNEL: readonly (readonly [key: PerChannelName, property: string])[] = [
  ['gainMapMin', 'GainMapMin'],
  ['gainMapMax', 'GainMapMax'],
  ['gamma', 'Gamma'],
  ['offsetSdr', 'OffsetSDR'],
  ['offsetHdr', 'OffsetHDR'],
]

const isDecimal = (value: string) => DECIMAL.test(value)

function perChannel(values: readonly string[]): PerChannel<Decimal> | undefined {
  const [red, green, blue, ...others] = values
  if (others.length > 0 || red === undefined || !values.every(isDecimal)) return undefined
  if (green === undefined) return [red]
  return blue === undefined ? undefined : [red, green, blue]
}

/**
 * Reads the per-channel properties that are present. Returns `undefined` if a property is not
 * valid.
 */
function readLists(
  found: ReadonlyMap<string, readonly string[]>,
): { readonly [Name in PerChannelName]?: PerChannel<Decimal> } | undefined {
  const lists: { [Name in PerChannelName]?: PerChannel<Decimal> } = {}
  for (const [key, property] of PER_CHANNEL) {
    const values = found.get(property)
    const list = values && perChannel(values)
    if (values && !list) return undefined
    if (list) lists[key] = list
  }
  return lists
}

/**
 * Reads a gain map's values from the map's XMP.
 * @param xmp any bytes
 * @returns `undefined` if a value is not valid, or if one without a default is missing
 */
export function parseHdrgm(xmp: Uint8Array): Hdrgm | undefined {
  const text = packetText(xmp)
  const prefix = prefixOf(text, HDRGM)
  if (prefix === undefined) return undefined
  const found = properties(text, prefix)
  const first = (property: string) => found.get(property)?.[0]
  const { gainMapMax, ...others } = readLists(found) ?? {}
  const [version = '', maxHeadroom = '', minHeadroom = '0'] = [
    'Version',
    'HDRCapacityMax',
    'HDRCapacityMin',
  ].map(first)
  const direction = DIRECTIONS.get((first('BaseRenditionIsHDR') ?? 'false').toLowerCase())
  const positive = (others.gamma ?? []).every((gamma) => Number(gamma) > 0)
  const valid = VERSION.test(version) && isDecimal(maxHeadroom) && isDecimal(minHeadroom) && positive
  if (!gainMapMax || !valid || direction === undefined) return undefined
  return {
    version,
    ...(found.has('BaseRenditionIsHDR') && { baseRenditionIsHdr: direction }),
    ...others,
    gainMapMax,
    ...(found.has('HDRCapacityMin') && { hdrCapacityMin: minHeadroom }),
    hdrCapacityMax: maxHeadroom,
  }
}

const attribute = (property: string, value: string | undefined) =>
  value === undefined ? '' : ` hdrgm:${property}="${value}"`

/**
 * Returns the attributes that every XMP packet about a gain map has: the namespace and the version.
 */
export const versionAttributes = (version: string): string =>
  ` xmlns:hdrgm="${HDRGM}"${attribute('Version', version)}`

/** Formats a gain map's XMP. Inverse function: `parseHdrgm`. */
export function formatHdrgm(parameters: Hdrgm): Uint8Array<ArrayBuffer> {
  const { version, baseRenditionIsHdr, hdrCapacityMin, hdrCapacityMax } = parameters
  const direction = baseRenditionIsHdr === true ? 'True' : 'False'
  const attributes = [
    versionAttributes(version),
    attribute('BaseRenditionIsHDR', baseRenditionIsHdr === undefined ? undefined : direction),
    attribute('HDRCapacityMin', hdrCapacityMin),
    attribute('HDRCapacityMax', hdrCapacityMax),
  ]
  const elements: string[] = []
  for (const [key, property] of PER_CHANNEL) {
    const values = parameters[key] ?? []
    const items = values.map((value) => `<rdf:li>${value}</rdf:li>`)
    if (values.length > 1) elements.push(`<hdrgm:${property}>${sequence(items)}</hdrgm:${property}>`)
    else attributes.push(attribute(property, values[0]))
  }
  return packet(attributes.join(''), elements.join(''))
}
