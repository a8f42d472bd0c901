import { type ByteReader, openReader } from '../../bytes/reader.ts'
import { formatIsoGainMap, type IsoGainMap, parseIsoGainMap } from '../../metadata/iso-gain-map.ts'
import { MAX_BLOCK } from '../../metadata/metadata.ts'
import type { FoundGainMap } from '../format.ts'
import { readColor } from './colors.ts'
import { checkEssential, findMeta } from './header.ts'
import type { HeifHeader } from './heif-image.ts'
import type { HeifKind } from './heif-kind.ts'
import { readItems } from './items.ts'
import { lengthOf, readItem, readLocations } from './locations.ts'
import { findToneMap } from './tone-map.ts'

/**
 * Maximum length in bytes of a tone map's data. It has 62 or 142 bytes, and newer writers may add
 * more.
 */
const MAX_TONE_MAP = 1024

/**
 * Finds the gain map in a file whose primary item is a tone map's base. The result's header has the
 * tone map's colors, which are the picture's colors after the gains are applied.
 * @param readHeader reads an item's header
 * @returns `undefined` if there is no tone map, its data is not valid, or it requires a newer
 *   reader
 * @throws Failure corrupt, unsupported
 */
export function readToneMapped<Format extends string>(
  file: Uint8Array<ArrayBuffer>,
  kind: HeifKind<Format>,
  readHeader: (input: ByteReader, item: number) => HeifHeader<Format>,
): FoundGainMap<HeifHeader<Format>> | undefined {
  const input = openReader(file, true)
  const { content, at } = findMeta(input, kind, false)
  const items = readItems(content, kind.name)
  const found = findToneMap(items, items.primary)
  if (!found) return undefined
  const properties = items.properties(found.item)
  checkEssential(properties, kind)
  const extents = readLocations(content, at, kind.name)(found.item)
  if (lengthOf(extents) > MAX_TONE_MAP || properties.some(({ box }) => box.length > MAX_BLOCK))
    return undefined
  const iso = parseToneMap(readItem(input, extents))
  const header = readHeader(input, found.map)
  const { icc, color } = readColor(properties.filter(({ type }) => type === 'colr').map(items.open))
  return iso && header.heif && { header: { ...header, icc, color }, file, metadata: { iso } }
}

/**
 * Parses a tone map's data: a version byte, then the ISO 21496-1 metadata. Nothing may follow the
 * metadata if its writer version is 0, because this reader knows all fields in that version.
 */
function parseToneMap(data: Uint8Array): IsoGainMap | undefined {
  const iso = data[0] === 0 ? parseIsoGainMap(data.subarray(1)) : undefined
  const isComplete = iso && (iso.writerVersion > 0 || formatIsoGainMap(iso).length === data.length - 1)
  return isComplete ? iso : undefined
}
