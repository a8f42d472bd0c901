import { tiff } from '../bytes/image-writers.ts'
import { heifProperty } from './heif-file.ts'
import { ALPHA_URN, GAIN_MAP_URN, type HeicShape, heic, hevcPicture } from './writer.ts'

const { irot, imir, clap, colors } = heifProperty

/**
 * Returns a HEIC of each kind that readers distinguish. Samples are stored uncompressed, as PCM.
 */
export function heicFiles(width: number, height: number): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  const image = hevcPicture(width, height)
  const tile = { width: 32, height: 16 }
  const gray = hevcPicture(width, height, { chroma: 0 })
  const map = hevcPicture(width >> 1, height >> 1, { chroma: 0 })
  const middle = clap([width >> 1, 1, height >> 1, 1, 0, 1, 0, 1])
  const kinds: Readonly<Record<string, HeicShape>> = {
    plain: { image },
    'grid, as of a phone': {
      image: { ...image, tile, properties: [colors(12, 13, 6, true), irot(3)] },
      auxiliary: { [GAIN_MAP_URN]: map },
      thumbnail: hevcPicture(16, 12),
      exif: tiff(6),
      xmp: '<x/>',
    },
    'with alpha': { image, auxiliary: { [ALPHA_URN]: gray } },
    'with alpha of needless chroma': { image, auxiliary: { [ALPHA_URN]: image } },
    'colors on its tiles': { image: { ...image, tile, tileProperties: [colors(12, 13, 6, false)] } },
    'shown by derived items': {
      image: { ...image, tile, properties: [middle] },
      derived: [[irot(1)], [clap([width >> 3, 1, width >> 2, 1, 0, 1, 0, 1]), imir(0)]],
    },
    'grid with alpha': { image: { ...image, tile }, auxiliary: { [ALPHA_URN]: gray } },
    'turned, mirrored and cropped': { image: { ...image, properties: [middle, irot(1), imir(1)] } },
    'in idat': { image, inMeta: true },
    'wide ids, several extents, data first': {
      image: { ...image, tile },
      version: 2,
      extents: 3,
      dataFirst: true,
    },
    'with a tone map': { image, toneMap: { map }, auxiliary: { [GAIN_MAP_URN]: map } },
    gray: { image: gray },
    '4:4:4': { image: hevcPicture(width, height, { chroma: 3 }) },
    '4:2:2': { image: hevcPicture(width, height, { chroma: 2 }) },
    '10 bits': { image: hevcPicture(width, height, { depth: 10 }) },
  }
  return new Map(Object.entries(kinds).map(([name, shape]) => [`HEIC: ${name}`, heic(shape)]))
}
