import { afterPrefix, ascii, be16, be32, u16be, u32be } from '../bytes/bytes.ts'
import { join } from '../bytes/join.ts'
import { mentionsCoordinates } from './place.ts'

const TAG_MARKER = 0x1c
/**
 * Minimum length value that marks an extended dataset, in which the field gives the length of a
 * further length field (1.5.2). Reading stops there, because no text is so long.
 */
const EXTENDED = 0x8000
const ENVELOPE = 1
const APPLICATION = 2
/**
 * Numbers for the application record's datasets that name places: content location, city,
 * sublocation, state, country.
 */
const PLACES = [26, 27, 90, 92, 95, 100, 101]
/**
 * Numbers for the application record's datasets that contain pictures: rasterized caption, and
 * preview.
 */
const PICTURES = [125, 200, 201, 202]

/**
 * Returns the datasets in the envelope and application records, without those that contain
 * pictures. Unless `gps`, also drops datasets that name a place or mention coordinates.
 *
 * @param datasets IPTC-IIM 4.2 datasets; those after a damaged one are dropped
 * @returns `undefined` if no dataset is left
 */
export function cleanIptc(datasets: Uint8Array, { gps }: { gps: boolean }): Uint8Array | undefined {
  const kept: Uint8Array[] = []
  for (let at = 0; datasets[at] === TAG_MARKER && at + 5 <= datasets.length; ) {
    const [record, number] = [datasets[at + 1] ?? 0, datasets[at + 2] ?? 0]
    const length = u16be(datasets, at + 3)
    const end = at + 5 + length
    if (length >= EXTENDED || end > datasets.length) break
    const dataset = datasets.subarray(at, end)
    if (isKnown(record, number) && (gps || !(isPlace(record, number) || mentionsCoordinates(dataset)))) {
      kept.push(dataset)
    }
    at = end
  }
  return kept.length > 0 ? join(kept) : undefined
}

const isKnown = (record: number, number: number) =>
  record === ENVELOPE || (record === APPLICATION && !PICTURES.includes(number))

const isPlace = (record: number, number: number) => record === APPLICATION && PLACES.includes(number)

/** Prefix before Photoshop's image resources in a JPEG. */
export const PHOTOSHOP_PREFIX = 'Photoshop 3.0\0'
const RESOURCE = '8BIM'
const IPTC = 0x0404

/**
 * Finds the IPTC data among Photoshop's image resources (Adobe Photoshop File Formats, Image
 * Resource Blocks).
 */
export function readIptcResource(resources: Uint8Array): Uint8Array | undefined {
  for (let at = 0; afterPrefix(resources.subarray(at), RESOURCE); ) {
    const id = u16be(resources, at + 4)
    const data = at + 6 + even(1 + (resources[at + 6] ?? 0)) + 4
    const end = data + u32be(resources, data - 4)
    if (end > resources.length) return undefined
    if (id === IPTC) return resources.subarray(data, end)
    at = even(end)
  }
  return undefined
}

/** Writes IPTC data as the only image resource. The resource has no name. */
export const writeIptcResource = (datasets: Uint8Array): Uint8Array =>
  join([
    ascii(RESOURCE),
    be16(IPTC),
    be16(0),
    be32(datasets.length),
    datasets,
    new Uint8Array(datasets.length % 2),
  ])

const even = (length: number) => length + (length % 2)
