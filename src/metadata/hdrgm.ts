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

const HDRGM = 'http://ns.adobe.com/hdr-gain-map/1.0/'
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'
const CONTAINER = 'http://ns.google.com/photos/1.0/container/'

/** A packet of one segment of a JPEG. */
const MAX_PACKET = 0x10000

/** Declarations could disguise names (XML 1.0, 4.1); XMP forbids them (ISO 16684-1, 7.3.1). */
const DECLARATIONS = /<!(?:DOCTYPE|ENTITY)/

const DECIMAL = /^[+-]?(?:\d{1,16}(?:\.\d{0,16})?|\.\d{1,16})(?:[eE][+-]?\d{1,2})?$/
const VERSION = /^1(?:\.\d{1,4}){0,3}$/

/** Names of properties with one value or three. */
const PER_CHANNEL = {
  gainMapMin: 'GainMapMin',
  gainMapMax: 'GainMapMax',
  gamma: 'Gamma',
  offsetSdr: 'OffsetSDR',
  offsetHdr: 'OffsetHDR',
} as const

/** @returns no text where the packet is no XMP in UTF-8 */
function textOf(packet: Uint8Array): string {
  if (packet.length > MAX_PACKET) return ''
  const text = new TextDecoder().decode(packet)
  const [first = '', ...others] = text.split('<!--')
  const shown = [
    first,
    ...others.map((part) => part.slice((part.indexOf('-->') + part.length) % part.length)),
  ]
  return DECLARATIONS.test(text) ? '' : shown.join('')
}

const prefixOf = (text: string, namespace: string): string | undefined =>
  [
    ...text.matchAll(/\sxmlns:([A-Za-z_][\w-]{0,63})\s{0,8}=\s{0,8}(?:"([^"<]{0,99})"|'([^'<]{0,99})')/g),
  ].find(([, , double, single]) => (double ?? single) === namespace)?.[1]

/** The values of the properties of a namespace, as attributes and as elements, of arrays all items; of two the first. */
function properties(text: string, prefix: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  const add = (name: string, values: readonly string[]) => {
    if (!found.has(name)) found.set(name, values)
  }
  const attributes = new RegExp(
    `\\s${prefix}:(\\w{1,32})\\s{0,8}=\\s{0,8}(?:"([^"<]{0,99})"|'([^'<]{0,99})')`,
    'g',
  )
  for (const [, name = '', double, single = ''] of text.matchAll(attributes)) add(name, [double ?? single])
  const elements = new RegExp(`<${prefix}:(\\w{1,32})\\s{0,8}>([^]{0,600}?)</${prefix}:\\1\\s{0,8}>`, 'g')
  for (const [, name = '', content = ''] of text.matchAll(elements)) {
    const items = [...content.matchAll(/<\w{1,32}:li\s{0,8}>([^<]{0,99})</g)].map(([, item = '']) =>
      item.trim(),
    )
    add(name, content.includes('<') ? items : [content.trim()])
  }
  return found
}

const isDecimal = (value: string | undefined) => value !== undefined && DECIMAL.test(value)

function perChannel(values: readonly string[] = []): PerChannel<Decimal> | undefined {
  const [red, green, blue, ...others] = values
  if (others.length > 0 || red === undefined || !values.every(isDecimal)) return undefined
  if (green === undefined) return [red]
  return blue === undefined ? undefined : [red, green, blue]
}

/**
 * Reads the parameters of a gain map from the XMP of the map.
 * @param packet anything
 * @returns `undefined` where one is missing that has no default, or is not valid
 */
export function parseHdrgm(packet: Uint8Array): Hdrgm | undefined {
  const text = textOf(packet)
  const prefix = prefixOf(text, HDRGM)
  if (prefix === undefined) return undefined
  const found = properties(text, prefix)
  const [[version = ''] = [], [direction] = [], [least] = [], [most = ''] = []] = [
    found.get('Version'),
    found.get('BaseRenditionIsHDR'),
    found.get('HDRCapacityMin'),
    found.get('HDRCapacityMax'),
  ]
  const lists = Object.entries(PER_CHANNEL).map(
    ([key, name]) => [key, name, perChannel(found.get(name))] as const,
  )
  const damaged = lists.some(([, name, list]) => found.has(name) && list === undefined)
  const { gainMapMax, ...others } = Object.fromEntries(lists.map(([key, , list]) => [key, list])) as {
    readonly [Key in keyof typeof PER_CHANNEL]: PerChannel<Decimal> | undefined
  }
  const scalars = isDecimal(most) && (least === undefined || isDecimal(least))
  const positive = (others.gamma ?? []).every((gamma) => Number(gamma) > 0)
  if (damaged || !gainMapMax || !scalars || !positive || !VERSION.test(version)) return undefined
  if (direction !== undefined && !/^(?:True|False)$/i.test(direction)) return undefined
  return {
    version,
    ...(direction !== undefined && { baseRenditionIsHdr: direction.toLowerCase() === 'true' }),
    ...Object.fromEntries(Object.entries(others).filter(([, list]) => list !== undefined)),
    gainMapMax,
    ...(least !== undefined && { hdrCapacityMin: least }),
    hdrCapacityMax: most,
  }
}

const encode = (text: string) => Uint8Array.from(new TextEncoder().encode(text))

const packet = (attributes: string, children: string) =>
  encode(
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${RDF}">` +
      `<rdf:Description rdf:about="" xmlns:hdrgm="${HDRGM}"${attributes}>${children}</rdf:Description>` +
      '</rdf:RDF></x:xmpmeta>',
  )

const attribute = (name: string, value: string | undefined) =>
  value === undefined ? '' : ` hdrgm:${name}="${value}"`

const sequence = (name: string, values: readonly string[]) =>
  `<hdrgm:${name}><rdf:Seq>${values.map((value) => `<rdf:li>${value}</rdf:li>`).join('')}</rdf:Seq></hdrgm:${name}>`

/** The inverse of `parseHdrgm`: the XMP of a map. */
export function formatHdrgm(parameters: Hdrgm): Uint8Array<ArrayBuffer> {
  const { version, baseRenditionIsHdr, hdrCapacityMin, hdrCapacityMax } = parameters
  const lists = Object.entries(PER_CHANNEL).flatMap(([key, name]) => {
    const values = parameters[key as keyof typeof PER_CHANNEL]
    return values ? [{ name, values }] : []
  })
  const [plain, split] = [
    lists.filter(({ values }) => values.length === 1),
    lists.filter(({ values }) => values.length > 1),
  ]
  const direction = baseRenditionIsHdr === undefined ? undefined : baseRenditionIsHdr ? 'True' : 'False'
  return packet(
    [
      attribute('Version', version),
      attribute('BaseRenditionIsHDR', direction),
      ...plain.map(({ name, values: [value] }) => attribute(name, value)),
      attribute('HDRCapacityMin', hdrCapacityMin),
      attribute('HDRCapacityMax', hdrCapacityMax),
    ].join(''),
    split.map(({ name, values }) => sequence(name, values)).join(''),
  )
}

/** The XMP of a picture whose gain map of `length` bytes follows it directly: its version, and the directory of GContainer. */
export function formatContainer(version: string, length: number): Uint8Array<ArrayBuffer> {
  const item = (attributes: string) =>
    `<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="image/jpeg" ${attributes}/></rdf:li>`
  const items = [item('Item:Semantic="Primary"'), item(`Item:Semantic="GainMap" Item:Length="${length}"`)]
  return packet(
    ` xmlns:Container="${CONTAINER}" xmlns:Item="${CONTAINER}item/"${attribute('Version', version)}`,
    `<Container:Directory><rdf:Seq>${items.join('')}</rdf:Seq></Container:Directory>`,
  )
}

/** Whether the XMP of a picture says that it has a gain map. */
export const announcesGainMap = (xmp: Uint8Array): boolean => prefixOf(textOf(xmp), HDRGM) !== undefined

/** Most items of a directory that are read. */
const MAX_ITEMS = 16

/**
 * The directory of GContainer in the XMP of a picture: what follows the picture in its file.
 * @returns where the gain map begins, in bytes after the end of the picture, and how long it is; `undefined` without one
 */
export function parseContainer(
  xmp: Uint8Array,
): { readonly after: number; readonly length: number } | undefined {
  const text = textOf(xmp)
  const prefix = prefixOf(text, `${CONTAINER}item/`)
  if (prefix === undefined) return undefined
  const items = text.split(/(?=<rdf:li[\s>])/).slice(1, 1 + MAX_ITEMS)
  let after = 0
  for (const item of items) {
    const found = properties(item, prefix)
    const number = (name: string) => Number(/^\d{1,10}$/.exec(found.get(name)?.[0] ?? '')?.[0] ?? 0)
    const length = number('Length')
    if (found.get('Semantic')?.[0] === 'GainMap') return length > 0 ? { after, length } : undefined
    after += (item === items[0] ? 0 : length) + number('Padding')
  }
  return undefined
}
