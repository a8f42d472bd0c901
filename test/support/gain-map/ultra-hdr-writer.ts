import { type ByteOrder, be16, be32, join, le16, le32, type Part, segment } from '../bytes/image-writers.ts'

/** Gain map parameters as in XMP: one text for all channels, or a list with three texts. */
export type GainParameters = Readonly<Record<string, string | readonly string[]>>

/** Parameters of a photograph taken by a Pixel phone. */
export const PIXEL_PARAMETERS: GainParameters = {
  Version: '1.0',
  GainMapMin: '0.000000',
  GainMapMax: '2.205275',
  HDRCapacityMin: '0.000000',
  HDRCapacityMax: '2.205275',
  OffsetHDR: '0.000000',
  OffsetSDR: '0.000000',
}

export const HDRGM_NAMESPACE = 'http://ns.adobe.com/hdr-gain-map/1.0/'
export const ISO_GAIN_URN = 'urn:iso:std:iso:ts:21496:-1\0'

const RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'

const xmpSegment = (description: string) =>
  segment(
    0xe1,
    join(
      'http://ns.adobe.com/xap/1.0/\0',
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${RDF}>${description}</rdf:RDF></x:xmpmeta>`,
    ),
  )

/** Returns the XMP of a gain map. Single texts become attributes, lists become elements. */
export function gainMapXmp(parameters: GainParameters = PIXEL_PARAMETERS): Uint8Array {
  const entries = Object.entries(parameters)
  const attributes = entries.map(([name, value]) =>
    typeof value === 'string' ? ` hdrgm:${name}="${value}"` : '',
  )
  const elements = entries.map(([name, value]) => {
    if (typeof value === 'string') return ''
    const items = value.map((item) => `<rdf:li>${item}</rdf:li>`).join('')
    return `<hdrgm:${name}><rdf:Seq>${items}</rdf:Seq></hdrgm:${name}>`
  })
  return xmpSegment(
    `<rdf:Description rdf:about="" xmlns:hdrgm="${HDRGM_NAMESPACE}"${attributes.join('')}>${elements.join('')}</rdf:Description>`,
  )
}

/**
 * Returns the XMP of a primary picture whose gain map has this many bytes (Ultra HDR image format
 * 1.1, GContainer).
 */
export function containerXmp(mapLength: number, others: readonly number[] = []): Uint8Array {
  const item = (semantic: string, length: string) =>
    `<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="image/jpeg" Item:Semantic="${semantic}"${length}/></rdf:li>`
  const items = [
    item('Primary', ''),
    ...others.map((length) => item('Depth', ` Item:Length="${length}"`)),
    item('GainMap', ` Item:Length="${mapLength}"`),
  ]
  return xmpSegment(
    `<rdf:Description rdf:about="" xmlns:hdrgm="${HDRGM_NAMESPACE}" hdrgm:Version="1.0"` +
      ' xmlns:Container="http://ns.google.com/photos/1.0/container/"' +
      ' xmlns:Item="http://ns.google.com/photos/1.0/container/item/">' +
      `<Container:Directory><rdf:Seq>${items.join('')}</rdf:Seq></Container:Directory></rdf:Description>`,
  )
}

export type Fraction = readonly [numerator: number, denominator: number]

/**
 * Channel parameters: minimum, maximum, gamma, and the offsets for the base image and the alternate
 * image.
 */
export type IsoChannel = readonly [Fraction, Fraction, Fraction, Fraction, Fraction]

export interface IsoGain {
  readonly headrooms: readonly [base: Fraction, alternate: Fraction]
  readonly channels: readonly IsoChannel[]
  /** `true` to write a denominator that all fractions share only once. */
  readonly common?: boolean
  readonly minimumVersion?: number
}

export const ISO_GAIN: IsoGain = {
  headrooms: [
    [0, 1000],
    [2205, 1000],
  ],
  channels: [
    [
      [-15, 1000],
      [2205, 1000],
      [1000, 1000],
      [16, 1000],
      [16, 1000],
    ],
  ],
}

/** Writes the metadata of ISO 21496-1, annex C.2.2. */
export function isoGain({ headrooms, channels, common = false, minimumVersion = 0 }: IsoGain): Uint8Array {
  const flags = (channels.length === 3 ? 0x80 : 0) | 0x40 | (common ? 8 : 0)
  const fraction = ([numerator, denominator]: Fraction) =>
    join(be32(numerator), common ? [] : be32(denominator))
  return join(
    be16(minimumVersion),
    be16(minimumVersion),
    flags,
    common ? be32(headrooms[0][1]) : [],
    ...headrooms.map(fraction),
    ...channels.flat().map(fraction),
  )
}

/** A picture in an MPF directory (CIPA DC-007, 5.2.3.3). */
export interface MpEntry {
  readonly attributes: number
  readonly length: number
  /** Offset from the byte order mark of the directory; 0 for the first picture. */
  readonly offset: number
}

export interface MpDirectory {
  readonly entries: readonly MpEntry[]
  readonly order?: ByteOrder
  /** Values that replace the fields' correct values. */
  readonly images?: number
  readonly directoryAt?: number
  readonly entriesAt?: number
  readonly nextAt?: number
}

/** Writes an APP2 segment with an MPF index directory (CIPA DC-007, 5.2.2). */
export function mpfSegment(directory: MpDirectory): Uint8Array {
  const { entries, order = 'MM', directoryAt = 8, entriesAt = 50, nextAt = 0 } = directory
  const [u16, u32] = order === 'II' ? [le16, le32] : [be16, be32]
  const bytes = entries.length * 16
  return segment(
    0xe2,
    join(
      'MPF\0',
      join(order, u16(42), u32(directoryAt), u16(3)),
      join(u16(0xb000), u16(7), u32(4), '0100'),
      join(u16(0xb001), u16(4), u32(1), u32(directory.images ?? entries.length)),
      join(u16(0xb002), u16(7), u32(bytes), u32(entriesAt), u32(nextAt)),
      ...entries.map(({ attributes, length, offset }) =>
        join(u32(attributes), u32(length), u32(offset), u32(0)),
      ),
    ),
  )
}

/** Inserts segments after the application segments with which a JPEG begins. */
export function withSegments(jpeg: Uint8Array, segments: readonly Part[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength)
  let at = 2
  while (jpeg[at] === 0xff && ((jpeg[at + 1] ?? 0) & 0xf0) === 0xe0) at += 2 + view.getUint16(at + 2)
  return join(jpeg.subarray(0, at), ...segments, jpeg.subarray(at))
}

export interface UltraHdrShape {
  readonly base: Uint8Array
  readonly map: Uint8Array
  /** XMP parameters of the gain map; `false` omits them. */
  readonly hdrgm?: GainParameters | false
  /** `true` if the base image has a GContainer. */
  readonly container?: boolean
  readonly iso?: IsoGain
  /** Pictures without gain map parameters, stored between base image and gain map. */
  readonly others?: readonly Uint8Array[]
  /** Segments of the base image before its XMP, such as EXIF or an ICC profile. */
  readonly segments?: readonly Part[]
  readonly order?: ByteOrder
  /** Returns a false directory that replaces the correct one, or nothing to remove it. */
  readonly directory?: (truth: MpDirectory) => MpDirectory | undefined
}

const PRIMARY = 0x030000

/** Joins a JPEG and its gain map. The directory is correct unless `directory` replaces it. */
export function ultraHdr(shape: UltraHdrShape): Uint8Array<ArrayBuffer> {
  const { hdrgm = PIXEL_PARAMETERS, container = true, iso, others = [], segments = [], order } = shape
  const isoSegment = (data: Part) => (iso ? [segment(0xe2, join(ISO_GAIN_URN, data))] : [])
  const map = withSegments(shape.map, [
    ...(hdrgm ? [gainMapXmp(hdrgm)] : []),
    ...isoSegment(iso ? isoGain(iso) : []),
  ])
  const pictures = [...others, map]
  const before = [
    ...segments,
    ...(container
      ? [
          containerXmp(
            map.length,
            others.map(({ length }) => length),
          ),
        ]
      : []),
    ...isoSegment([0, 0, 0, 0]),
  ]
  function directory(baseLength: number, markAt: number): MpDirectory {
    let offset = baseLength - markAt
    const entries = pictures.map(({ length }) => {
      const entry = { attributes: 0, length, offset }
      offset += length
      return entry
    })
    const made = { entries: [{ attributes: PRIMARY, length: baseLength, offset: 0 }, ...entries] }
    return order ? { ...made, order } : made
  }
  const base = (made: MpDirectory) => {
    const told = shape.directory ? shape.directory(made) : made
    return withSegments(shape.base, [...before, ...(told ? [mpfSegment(told)] : [])])
  }
  const draft = base(directory(0, 0))
  return join(base(directory(draft.length, Buffer.from(draft).indexOf('MPF\0') + 4)), ...pictures)
}

const changed = (truth: MpDirectory, change: (map: MpEntry) => Partial<MpEntry>): MpDirectory => ({
  ...truth,
  entries: truth.entries.map((entry, index) =>
    index === truth.entries.length - 1 ? { ...entry, ...change(entry) } : entry,
  ),
})

/**
 * False MPF directories. Each hides the gain map, because the file does not contain it at the place
 * that the directory names.
 */
export const MPF_LIES: Readonly<Record<string, (truth: MpDirectory) => MpDirectory | undefined>> = {
  'a map beyond the file': (truth) => changed(truth, () => ({ offset: 0x7ffffff0 })),
  'a map whose offset overflows': (truth) => changed(truth, () => ({ offset: 0xffffffff })),
  'a map of no bytes': (truth) => changed(truth, () => ({ length: 0 })),
  'a map of one byte': (truth) => changed(truth, () => ({ length: 1 })),
  'a map longer than the file': (truth) => changed(truth, ({ length }) => ({ length: length + 1 })),
  'a map of four gigabytes': (truth) => changed(truth, () => ({ length: 0xffffffff })),
  'a map inside the primary': (truth) =>
    changed(truth, ({ offset, length }) => ({ offset: offset - length })),
  'a map that is the primary': (truth) =>
    changed(truth, () => ({ offset: 0, length: truth.entries[0]?.length ?? 0 })),
  'a map that begins one byte late': (truth) => changed(truth, ({ offset }) => ({ offset: offset + 1 })),
  'entries beyond the segment': (truth) => ({ ...truth, entriesAt: 0xfffffff0 }),
  'entries in their own directory': (truth) => ({ ...truth, entriesAt: 8 }),
  'a directory beyond the segment': (truth) => ({ ...truth, directoryAt: 0xffff }),
  'a directory in its own header': (truth) => ({ ...truth, directoryAt: 0 }),
}

/** Directories with false but irrelevant values. The gain map can still be found. */
export const HARMLESS_MPF_LIES: typeof MPF_LIES = {
  'four billion pictures': (truth) => ({ ...truth, images: 0xffffffff }),
  'a next directory that is itself': (truth) => ({ ...truth, nextAt: 8 }),
  'a primary of no bytes': (truth) => ({
    ...truth,
    entries: truth.entries.map((entry, index) => (index === 0 ? { ...entry, length: 0 } : entry)),
  }),
}
