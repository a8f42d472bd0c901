import { openReader } from '../../bytes/reader.ts'
import { appleHeadroom, appleMetadata } from '../../metadata/apple-headroom.ts'
import type { FoundGainMap } from '../format.ts'
import { findAuxiliary, GAIN_MAP_URNS } from '../heif/auxiliary.ts'
import { readToneMapped } from '../heif/gain-map.ts'
import { findMeta } from '../heif/header.ts'
import type { HeifHeader } from '../heif/heif-image.ts'
import { readItems } from '../heif/items.ts'
import { readHeifMetadata } from '../heif/metadata.ts'
import { readHeicHeader } from './header.ts'
import { HEIC } from './hevc-configuration.ts'

type HeicGainMap = FoundGainMap<HeifHeader<'heic'>>

/**
 * Finds the gain map that a tone map item refers to. If the file has no tone map item, finds the
 * gain map that Apple's phones store as an auxiliary picture.
 * @throws Failure corrupt, unsupported
 */
export const readHeicGainMap = (file: Uint8Array<ArrayBuffer>): HeicGainMap | undefined =>
  readToneMapped(file, HEIC, readHeicHeader) ?? readAppleGainMap(file)

/**
 * Reads Apple's gain map, which is an auxiliary picture. The map's strength is stored in the maker
 * note in the EXIF block.
 */
function readAppleGainMap(file: Uint8Array<ArrayBuffer>): HeicGainMap | undefined {
  const input = openReader(file, true)
  const items = readItems(findMeta(input, HEIC, false).content, HEIC.name)
  const map = findAuxiliary(items, [items.primary], GAIN_MAP_URNS)
  if (map === undefined) return undefined
  const { exif } = readHeifMetadata(HEIC.name)(file)
  const stops = exif && appleHeadroom(exif)
  if (stops === undefined) return undefined
  const header = readHeicHeader(input, map)
  return header.heif && { header, file, metadata: appleMetadata(stops), appleStops: stops }
}
