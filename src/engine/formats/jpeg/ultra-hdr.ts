import { be16 } from '../../bytes/bytes.ts'
import { join } from '../../bytes/join.ts'
import { releaseBuffer } from '../../bytes/release.ts'
import type { GainMapMetadata } from '../../metadata/gain-map.ts'
import { formatDirectory } from '../../metadata/gain-map-directory.ts'
import { formatHdrgm } from '../../metadata/hdrgm.ts'
import { formatIsoGainMap } from '../../metadata/iso-gain-map.ts'
import { segment } from './metadata.ts'
import { formatMpf, MPF_PREFIX, mpfLength, PRIMARY_IMAGE } from './mpf.ts'
import { ISO_GAIN_MAP_PREFIX, XMP_PREFIX } from './prefixes.ts'
import { APP0, APP1, APP2 } from './segments.ts'

/**
 * ISO 21496-1 segment content in the base image: the minimum version and the writer's version. The
 * gain map itself holds the parameters.
 */
const VERSIONS = join([be16(0), be16(0)])

/**
 * Joins an image and its gain map into one file. With XMP parameters, the result is an Ultra HDR
 * image. With ISO 21496-1 parameters, the result conforms to that standard. With both, the result
 * conforms to both. The image's entropy-coded data does not change.
 * @param base a JPEG; it must have no XMP if the parameters are given in XMP
 * @param map a JPEG without metadata
 */
export function joinGainMap(
  base: Uint8Array,
  map: Uint8Array,
  { hdrgm, iso }: GainMapMetadata,
): Uint8Array<ArrayBuffer> {
  const second = join(
    piecesWith(map, [
      segment(APP1, XMP_PREFIX, hdrgm && formatHdrgm(hdrgm)),
      segment(APP2, ISO_GAIN_MAP_PREFIX, iso && formatIsoGainMap(iso)),
    ]),
  )
  const before = [
    segment(APP1, XMP_PREFIX, hdrgm && formatDirectory(hdrgm.version, second.length)),
    segment(APP2, ISO_GAIN_MAP_PREFIX, iso && VERSIONS),
  ]
  const at = endOfApplicationData(base)
  const inserted = before.reduce((sum, { length }) => sum + length, 0)
  const header = at + inserted + 4 + MPF_PREFIX.length
  const primaryLength = header + mpfLength(2) + base.length - at
  const list = formatMpf([
    { attributes: PRIMARY_IMAGE, length: primaryLength, offset: 0 },
    { attributes: 0, length: second.length, offset: primaryLength - header },
  ])
  const joined = join([...piecesWith(base, [...before, segment(APP2, MPF_PREFIX, list)]), second])
  releaseBuffer(second)
  return joined
}

/** Returns a JPEG's pieces, with new segments after its application data. */
const piecesWith = (jpeg: Uint8Array, segments: readonly Uint8Array[]): readonly Uint8Array[] => {
  const at = endOfApplicationData(jpeg)
  return [jpeg.subarray(0, at), ...segments, jpeg.subarray(at)]
}

/**
 * Returns the offset at which the first run of application segments ends. The MPF segment is
 * inserted at this offset, because readers look for MPF after EXIF (CIPA DC-007, 5.1).
 */
function endOfApplicationData(jpeg: Uint8Array): number {
  let at = 2
  while (jpeg[at] === 0xff && ((jpeg[at + 1] ?? 0) & 0xf0) === APP0)
    at += 2 + (((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0))
  return at
}
