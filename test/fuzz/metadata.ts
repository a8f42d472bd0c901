import {
  be16,
  be32,
  exifSegment,
  gifComment,
  join,
  pngChunk,
  segment,
  tiff,
  vp8x,
  webp,
  webpChunk,
} from '../support/bytes/image-writers.ts'
import { curve, PROFILES, rgbTags, writeProfile } from '../support/color/icc-writer.ts'
import { mutant } from '../support/hostile/mutations.ts'
import { iccpChunk, iccSegments, withPngChunks } from '../support/metadata/embed-profile.ts'
import { dataset, phoneWithThumbnail, tiffFile, xmpPacket } from '../support/metadata/tiff.ts'
import { partsOf } from './parts.ts'
import { below, happens, pick, type Random } from './random.ts'
import type { SeedFormat } from './seeds.ts'

const noise = (length: number, random: Random) => Uint8Array.from({ length }, () => random() & 255)

/**
 * Hostile EXIF blocks: directories that contain themselves, directories with 65,535 entries, and
 * values that lie outside the file.
 */
const EXIF: readonly ((random: Random) => Uint8Array)[] = [
  (random) =>
    tiff(below(12, random), pick(['II', 'MM'], random), {
      type: below(14, random),
      count: pick([0, 1, 2, 2 ** 31, 2 ** 32 - 1], random),
    }),
  (random) => mutant(tiffFile(pick(['II', 'MM'], random), phoneWithThumbnail), random),
  () => join('MM', be16(42), be32(8), be16(0xffff), be16(0x8769), be16(4), be32(1), be32(8)),
  (random) => join('MM', be16(42), be32(pick([0, 4, 9, 2 ** 31, 2 ** 32 - 1], random)), noise(40, random)),
  () =>
    join(
      'MM',
      be16(42),
      be32(8),
      ...Array.from({ length: 300 }, (_, at) =>
        join(be16(1), be16(0x8769), be16(4), be32(1), be32(8 + 18 * (at + 1)), be32(0)),
      ),
    ),
]

const lut = (type: string, random: Random) =>
  join(
    type,
    be32(0),
    pick([3, 4, 0, 255], random),
    pick([3, 0, 16], random),
    pick([2, 9, 255], random),
    0,
    noise(pick([4, 40, 400], random), random),
  )

const ICC: readonly ((random: Random) => Uint8Array)[] = [
  (random) => pick(Object.values(PROFILES), random),
  (random) => mutant(pick(Object.values(PROFILES), random), random),
  (random) =>
    writeProfile({
      space: pick(['CMYK', 'GRAY', 'Lab ', 'XYZ ', 'RGB '], random),
      tags: rgbTags('srgb', curve.identity),
    }),
  (random) =>
    writeProfile({
      connection: 'Lab ',
      tags: {
        ...rgbTags('displayP3', curve.gamma(2.2)),
        A2B0: lut(pick(['mft1', 'mft2', 'mAB '], random), random),
      },
    }),
  (random) =>
    writeProfile({ tags: rgbTags('srgb', curve.table([0, 1], pick([0, 3, 65_535, 2 ** 32 - 1], random))) }),
  (random) =>
    writeProfile({ tags: rgbTags('proPhoto', curve.parametric(below(7, random), 0, 1e4, -1e4, 0)) }),
  (random) => noise(below(300, random), random),
]

const XMP: readonly ((random: Random) => Uint8Array)[] = [
  (random) => mutant(xmpPacket(), random),
  () => join('<x>'.repeat(3000), xmpPacket()),
  () => xmpPacket('', '<!DOCTYPE a [<!ENTITY b "c">]>&b;'.repeat(20)),
  (random) => xmpPacket(`tiff:Orientation="${random()}" ${'a:b="" '.repeat(below(200, random))}`),
]

interface Blocks {
  readonly exif: Uint8Array
  readonly icc: Uint8Array
  readonly xmp: Uint8Array
  readonly random: Random
}

function intoJpeg(file: Uint8Array, { exif, icc, xmp, random }: Blocks): Uint8Array {
  const choices: readonly (readonly Uint8Array[])[] = [
    [exifSegment(exif)],
    iccSegments(icc, pick([65_519, 100], random)).slice(0, 40),
    [segment(0xe1, join('http://ns.adobe.com/xap/1.0/\0', xmp.subarray(0, 60_000)))],
    [
      segment(
        0xed,
        join(
          'Photoshop 3.0\0',
          '8BIM',
          be16(0x0404),
          0,
          0,
          be32(below(99, random)),
          dataset(2, 90, 'A place'),
        ),
      ),
    ],
    [segment(0xee, join('Adobe', be16(100), be32(0), below(4, random)))],
    [
      segment(
        pick([0xe2, 0xfe, 0xdd, 0xc8, 0xef], random),
        noise(below(20, random), random),
        happens(30, random) ? below(9, random) : undefined,
      ),
    ],
  ]
  const parts = partsOf('jpeg', file)
  parts.splice(1 + below(Math.min(6, parts.length), random), 0, ...pick(choices, random))
  return join(...parts)
}

function intoPng(file: Uint8Array, { exif, icc, xmp, random }: Blocks): Uint8Array {
  const choices: readonly Uint8Array[] = [
    pngChunk('eXIf', exif),
    icc.length > 0 ? iccpChunk(icc) : pngChunk('iCCP', []),
    pngChunk('iCCP', join('n\0\0', noise(50, random))),
    pngChunk('iTXt', join('XML:com.adobe.xmp\0\0\0\0\0', xmp)),
    pngChunk(
      pick(['tRNS', 'PLTE', 'gAMA', 'cHRM', 'sRGB', 'sBIT', 'cICP', 'acTL', 'IDAT', 'ABCD'], random),
      noise(below(40, random), random),
    ),
  ]
  return withPngChunks(file, pick(choices, random))
}

function intoWebp(file: Uint8Array, { exif, icc, xmp, random }: Blocks): Uint8Array {
  const [, first, ...rest] = partsOf('webp', file)
  if (!first) return file
  const extended = String.fromCharCode(...first.subarray(0, 4)) === 'VP8X'
  const flags = below(64, random)
  const head = extended
    ? Uint8Array.from(first, (byte, at) => (at === 8 ? byte | flags : byte))
    : vp8x(flags, 1 + below(200, random), 1 + below(200, random))
  const added = pick(
    [
      webpChunk('EXIF', exif),
      webpChunk('ICCP', icc),
      webpChunk('XMP ', xmp),
      webpChunk('ALPH', noise(9, random)),
    ],
    random,
  )
  const body = extended ? rest : [first, ...rest]
  return happens(50, random) ? webp(head, added, ...body) : webp(head, ...body, added)
}

/** Inserts hostile metadata into a file if its format allows metadata. */
export function withHostileMetadata(format: SeedFormat, file: Uint8Array, random: Random): Uint8Array {
  const blocks = {
    exif: pick(EXIF, random)(random),
    icc: pick(ICC, random)(random),
    xmp: pick(XMP, random)(random),
    random,
  }
  if (format === 'jpeg') return intoJpeg(file, blocks)
  if (format === 'png') return intoPng(file, blocks)
  if (format === 'webp') return intoWebp(file, blocks)
  if (format === 'gif') return join(file.subarray(0, -1), gifComment('x'.repeat(below(256, random))), 0x3b)
  return file
}
