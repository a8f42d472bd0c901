import { jpegFiles } from '../picture/files.ts'
import { ISO_GAIN, PIXEL_PARAMETERS, type UltraHdrShape, ultraHdr } from './ultra-hdr-writer.ts'

/**
 * Returns pictures with gain maps of half their size. The maps have one or three channels and are
 * described by XMP, ISO 21496-1 or both.
 */
export function ultraHdrFiles(width: number, height: number): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  const small = jpegFiles(width >> 1, height >> 1)
  const [base, gray, color] = [
    jpegFiles(width, height).get('JPEG: 4:2:0'),
    small.get('JPEG: gray'),
    small.get('JPEG: 4:4:4'),
  ]
  if (!base || !color || !gray) throw new Error('there are no pictures of these kinds')
  const three = { ...PIXEL_PARAMETERS, GainMapMax: ['1.5', '1.6', '1.7'] }
  const kinds: Readonly<Record<string, UltraHdrShape>> = {
    'gray map, XMP': { base, map: gray },
    'color map, XMP and ISO, little-endian': { base, map: color, iso: ISO_GAIN, order: 'II' },
    'gray map, ISO alone': { base, map: gray, hdrgm: false, iso: ISO_GAIN, container: false },
    'color map of three gains, another picture before it': {
      base,
      map: color,
      hdrgm: three,
      others: [gray],
    },
  }
  return new Map(Object.entries(kinds).map(([name, shape]) => [`JPEG: ${name}`, ultraHdr(shape)]))
}
