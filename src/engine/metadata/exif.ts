import { ORIENTATION } from './orientation.ts'
import { mentionsCoordinates } from './place.ts'
import { type Field, openTiff, SHORT, writeTiff } from './tiff.ts'

const EXIF = 0x8769
const GPS = 0x8825

/**
 * Tags for the first directory's fields that are kept (CIPA DC-008, 4.6.5): description, make,
 * model, resolution, software, date, artist, host computer, copyright, and the texts that Windows
 * adds. All other fields are dropped. Among them are the pixel layout, other pictures (SubIFDs),
 * and embedded metadata (XMP, IPTC, Photoshop's resources, DNG maker notes).
 */
const PICTURE = [
  ...[0x010e, 0x010f, 0x0110, 0x011a, 0x011b, 0x0128, 0x0131, 0x0132, 0x013b, 0x013c, 0x8298],
  ...[0x9c9b, 0x9c9c, 0x9c9d, 0x9c9e, 0x9c9f],
]

/**
 * Tags for the Exif directory's fields that are kept (4.6.6). They describe the shot's time,
 * settings and equipment. MakerNote, device data, the interoperability directory, and all fields
 * that refer to the original's pixels are dropped: its size and compression, subject areas, focal
 * plane resolution.
 */
const TAKEN = [
  ...[0x829a, 0x829d, 0x8822, 0x8824, 0x8827, 0x8828, ...range(0x8830, 0x8835)],
  ...[0x9000, 0x9003, 0x9004, ...range(0x9010, 0x9012), 0x9101],
  ...[...range(0x9201, 0x920a), 0x9286, ...range(0x9290, 0x9292), ...range(0x9400, 0x9405)],
  ...[0xa000, 0xa001, 0xa20b, 0xa20c, 0xa215, 0xa217, ...range(0xa300, 0xa302)],
  ...[...range(0xa401, 0xa40a), 0xa40c, 0xa420, ...range(0xa430, 0xa43c), ...range(0xa460, 0xa462), 0xa500],
]

/** Tags for all GPS directory fields (4.6.7). */
const PLACE = range(0x00, 0x1f)

const [BYTE, ASCII, UNDEFINED, UTF8] = [1, 2, 7, 129]
const TEXT_TYPES = [BYTE, ASCII, UNDEFINED, UTF8]

/**
 * Rebuilds an EXIF block from known fields, in the same byte order and with the same values.
 * Orientation becomes 1, because pixels are stored upright. Thumbnails, makers' notes, second
 * pictures and all unknown fields are dropped.
 *
 * @param tiff a TIFF file, which may be cut, damaged or hostile. Directories that link in circles
 *   are not followed
 * @param options `gps`: `true` if the GPS directory and texts that mention coordinates are kept
 * @returns `undefined` if the block is not TIFF, if its values overlap, or if nothing is left
 */
export function cleanExif(tiff: Uint8Array, options: { gps: boolean }): Uint8Array<ArrayBuffer> | undefined {
  const { gps } = options
  const file = openTiff(tiff)
  if (!file) return undefined
  const first = file.directory(file.first)

  function kept(fields: ReadonlyMap<number, Field>, tags: readonly number[]): Field[] {
    const known = tags.map((tag) => fields.get(tag)).filter((field) => field !== undefined)
    return gps
      ? known
      : known.filter(({ type, data }) => !TEXT_TYPES.includes(type) || !mentionsCoordinates(data))
  }
  const child = (tag: number, tags: readonly number[]) => ({
    tag,
    fields: kept(file.directory(file.pointer(first.get(tag))), tags),
  })

  const picture = kept(first, PICTURE)
  const children = [child(EXIF, TAKEN), ...(gps ? [child(GPS, PLACE)] : [])].filter(
    ({ fields }) => fields.length > 0,
  )
  const all = [...picture, ...children.flatMap(({ fields }) => fields)]
  if (all.length === 0 || all.reduce((length, { data }) => length + data.length, 0) > tiff.length) {
    return undefined
  }
  return writeTiff(file.order, [...picture, upright(file.order === 'II')], children)
}

const upright = (little: boolean): Field => ({
  tag: ORIENTATION,
  type: SHORT,
  count: 1,
  data: Uint8Array.from(little ? [1, 0] : [0, 1]),
})

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
