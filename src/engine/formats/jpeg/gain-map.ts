import { Failure } from '../../../errors.ts'
import { afterPrefix, hasText } from '../../bytes/bytes.ts'
import { openReader } from '../../bytes/reader.ts'
import type { GainMapMetadata } from '../../metadata/gain-map.ts'
import { parseDirectory } from '../../metadata/gain-map-directory.ts'
import { parseHdrgm } from '../../metadata/hdrgm.ts'
import { parseIsoGainMap } from '../../metadata/iso-gain-map.ts'
import type { CommonHeader, Extent } from '../../picture/header.ts'
import type { FoundGainMap } from '../format.ts'
import { readJpegHeader } from './header.ts'
import { headerSegments } from './metadata.ts'
import { MPF_PREFIX, parseMpf } from './mpf.ts'
import { ISO_GAIN_MAP_PREFIX, XMP_PREFIX } from './prefixes.ts'
import { APP1, APP2 } from './segments.ts'
import { endOfPicture } from './stripped.ts'

type JpegGainMap = FoundGainMap<CommonHeader<'jpeg'>>

/** Minimum gain map length in bytes. The smallest JPEG that any encoder writes is longer. */
const MIN_BYTES = 64

/**
 * Finds a JPEG's gain map: the first listed picture that has gain map parameters, either in XMP or
 * as ISO 21496-1. The MPF picture list is searched before the XMP directory.
 * @param file any bytes
 * @throws Failure corrupt: the first picture's segments are damaged
 */
export function readJpegGainMap(file: Uint8Array<ArrayBuffer>): JpegGainMap | undefined {
  for (const { at, length } of candidates(file)) {
    const whole =
      at > 0 && length >= MIN_BYTES && at + length <= file.length && hasText(file, at, '\xff\xd8\xff')
    const found = whole && readMap(file.subarray(at, at + length))
    if (found) return found
  }
  return undefined
}

function* candidates(file: Uint8Array): Generator<Extent> {
  let xmp: Uint8Array | undefined
  for (const { marker, body } of headerSegments(file)) {
    const index = marker === APP2 ? afterPrefix(body, MPF_PREFIX) : undefined
    const start = index && index.byteOffset - file.byteOffset
    if (index && start !== undefined)
      for (const { offset, length } of parseMpf(index)) if (offset > 0) yield { at: start + offset, length }
    if (marker === APP1) xmp ??= afterPrefix(body, XMP_PREFIX)
  }
  const listed = xmp && parseDirectory(xmp)
  const end = listed && endOfPicture(file)
  if (listed && end !== undefined) yield { at: end + listed.after, length: listed.length }
}

function readMap(file: Uint8Array<ArrayBuffer>): JpegGainMap | undefined {
  try {
    const metadata = readGainMapMetadata(file)
    return metadata && { header: readJpegHeader(openReader(file, true)), file, metadata }
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/** Returns the gain map parameters in a picture's segments; `undefined` if it has none. */
function readGainMapMetadata(map: Uint8Array): GainMapMetadata | undefined {
  let found: GainMapMetadata = {}
  for (const { marker, body } of headerSegments(map)) {
    const xmp = marker === APP1 ? afterPrefix(body, XMP_PREFIX) : undefined
    const iso = marker === APP2 ? afterPrefix(body, ISO_GAIN_MAP_PREFIX) : undefined
    if (xmp) found = { ...found, hdrgm: found.hdrgm ?? parseHdrgm(xmp) }
    if (iso) found = { ...found, iso: found.iso ?? parseIsoGainMap(iso) }
  }
  return found.hdrgm || found.iso ? found : undefined
}
