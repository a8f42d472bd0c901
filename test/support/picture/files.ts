import { type GifImage, gifPicture, palette, writeGif } from '../gif/writer.ts'
import { apart, type Factors, interleaved, progression, QUANT, randomComponents } from '../jpeg/pictures.ts'
import { type JpegComponent, type JpegSpec, segment, writeJpeg } from '../jpeg/writer.ts'
import { PNG_KINDS, pngFile, pngPicture } from '../png/writer.ts'

/** Writes Adobe's marker (T.872 6.5.3), which defines the meaning of the components. */
const adobe = (transform: number) => segment(0xee, [...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, transform])

const ONE: Factors = [[1, 1]]
const FULL: Factors = [...ONE, ...ONE, ...ONE]
const under = (h: number, v: number): Factors => [[h, v], ...ONE, ...ONE]
const INKS: Factors = [...FULL, ...ONE]
const HALVED_INKS: Factors = [...under(2, 2), [2, 2]]

type Kind = Partial<Omit<JpegSpec, 'components'>> & { readonly factors: Factors; readonly restart?: number }

const JPEG_KINDS: Readonly<Record<string, Kind>> = {
  gray: { factors: ONE },
  'gray with factors, restart markers': { factors: [[2, 2]], restart: 5 },
  '4:4:4': { factors: FULL },
  '4:2:0': { factors: under(2, 2) },
  '4:2:2, restart markers': { factors: under(2, 1), restart: 3 },
  '4:4:0': { factors: under(1, 2) },
  '4:1:1': { factors: under(4, 1) },
  '4:1:0': { factors: under(4, 2) },
  'factors of 3': {
    factors: [
      [3, 1],
      [1, 2],
      [2, 1],
    ],
  },
  'larger chroma': {
    factors: [
      [1, 1],
      [2, 2],
      [1, 2],
    ],
  },
  'a scan each': { factors: under(2, 2), scans: apart(3, 4) },
  RGB: { factors: FULL, prelude: [adobe(0)] },
  CMYK: { factors: INKS, prelude: [adobe(0)] },
  YCCK: { factors: HALVED_INKS, prelude: [adobe(2)] },
  'progressive gray': { factors: ONE, progressive: true },
  'progressive 4:2:0': { factors: under(2, 2), progressive: true },
  'progressive 4:4:0, restart markers': { factors: under(1, 2), progressive: true, restart: 4 },
  'progressive with factors of 3': {
    factors: [
      [1, 3],
      [2, 1],
      [1, 1],
    ],
    progressive: true,
  },
  'progressive YCCK': { factors: HALVED_INKS, progressive: true, prelude: [adobe(2)] },
}

/** Names of the JPEG kinds: sampling, scans and colors. */
export const JPEG_KIND_NAMES = Object.keys(JPEG_KINDS)

/** Function that changes the components of a JPEG before they are written. */
type Change = (components: readonly JpegComponent[]) => readonly JpegComponent[]

/** Returns a JPEG of a kind. */
export function jpegFile(
  kind: string,
  { width, height }: { readonly width: number; readonly height: number },
  change: Change = (components) => components,
): Uint8Array<ArrayBuffer> {
  const { factors, restart = 0, ...rest } = JPEG_KINDS[kind] as Kind
  const scans = rest.progressive ? progression(factors.length, restart) : interleaved(factors.length, restart)
  const seed = JPEG_KIND_NAMES.indexOf(kind)
  const components = change(randomComponents({ width, height }, factors, seed))
  return writeJpeg({ width, height, quant: QUANT, scans, ...rest, components })
}

/** Returns an MCU's width and height in pixels for a JPEG kind (T.81 A.2.3). */
export function mcuSize(kind: string): { readonly width: number; readonly height: number } {
  const { factors } = JPEG_KINDS[kind] as Kind
  if (factors.length === 1) return { width: 8, height: 8 }
  const most = (axis: 0 | 1) => Math.max(...factors.map((each) => each[axis]))
  return { width: 8 * most(0), height: 8 * most(1) }
}

/** Returns a JPEG of each kind. */
export function jpegFiles(
  width: number,
  height: number,
  change?: Change,
): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  return new Map(JPEG_KIND_NAMES.map((kind) => [`JPEG: ${kind}`, jpegFile(kind, { width, height }, change)]))
}

/**
 * Returns a PNG of each color type and depth, interlaced or not, and with tRNS if the type allows
 * it.
 */
export function pngFiles(width: number, height: number): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>()
  for (const [colorType, depth] of PNG_KINDS) {
    for (const interlaced of [false, true]) {
      const keyed = colorType < 4 && interlaced === depth < 8
      const transparent = keyed ? { transparent: colorType === 0 ? [1] : [0, 1, 2] } : {}
      const picture = pngPicture(colorType, depth, width, height, { interlaced, ...transparent })
      const how = `${interlaced ? ', interlaced' : ''}${keyed ? ', tRNS' : ''}`
      files.set(`PNG: color type ${colorType}, ${depth} bits${how}`, pngFile(picture))
    }
  }
  return files
}

/**
 * Returns a GIF of each kind: interlaced, transparent, partly outside its screen, with few colors
 * and with all colors.
 */
export function gifFiles(width: number, height: number): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  const kinds: Readonly<Record<string, GifImage>> = {
    plain: gifPicture(width, height, 256),
    'of two colors': gifPicture(width, height, 2),
    'interlaced, transparent': gifPicture(width, height, 16, { interlaced: true, transparent: 3 }),
    'partly outside of its screen': gifPicture(width, height, 64, { left: width >> 1, top: 5 }),
    'without new tables': gifPicture(width, height, 200, { whenFull: 'keep' }),
  }
  return new Map(
    Object.entries(kinds).map(([name, image]) => [
      `GIF: ${name}`,
      Uint8Array.from(writeGif({ width, height, palette: palette(256), images: [image, image] })),
    ]),
  )
}
