import sharp, { type Sharp } from 'sharp'
import { toneMappedAvifs } from '../support/gain-map/tone-mapped-files.ts'
import { ultraHdrFiles } from '../support/gain-map/ultra-hdr-files.ts'
import { heicFiles } from '../support/heic/files.ts'
import { gifFiles, jpegFiles, pngFiles } from '../support/picture/files.ts'
import { movingGif, movingWebp } from '../support/picture/films.ts'
import { makePicture, type PictureShape } from '../support/picture/pictures.ts'
import { LOGOS } from '../support/text/svg.ts'

export const FORMATS = ['jpeg', 'png', 'webp', 'avif', 'heic', 'gif', 'svg'] as const
export type SeedFormat = (typeof FORMATS)[number]

/** A valid file to mutate. */
export interface Seed {
  readonly name: string
  readonly format: SeedFormat
  readonly file: Uint8Array
}

function picture(width: number, height: number, shape: PictureShape = {}): Sharp {
  const { data } = makePicture(width, height, { noise: 12, ...shape })
  const image = sharp(data, { raw: { width, height, channels: 4 } })
  return shape.alpha === 'soft' ? image : image.removeAlpha()
}

const soft = { alpha: 'soft' } as const

function film(frames: number, width: number, height: number): Sharp {
  const { data } = makePicture(width, height * frames, { ...soft, noise: 20 })
  return sharp(data, { raw: { width, height: height * frames, channels: 4, pageHeight: height } })
}

const described = (image: Sharp): Sharp =>
  image
    .withMetadata({ orientation: 6 })
    .withIccProfile('p3')
    .withExifMerge({ IFD0: { Copyright: 'A. Photographer' }, IFD3: { GPSLatitudeRef: 'N' } })

/** Formats that sharp writes. */
type EncodedFormat = Exclude<SeedFormat, 'heic' | 'svg'>

/** Files that the file writers of the tests cannot make. */
const ENCODED: Readonly<Record<EncodedFormat, Readonly<Record<string, () => Sharp>>>> = {
  jpeg: {
    baseline: () => picture(180, 120).jpeg(),
    'progressive, many scans': () => picture(150, 110).jpeg({ mozjpeg: true }),
    CMYK: () => picture(90, 70).toColourspace('cmyk').jpeg(),
    'gray, larger': () => picture(400, 300).grayscale().jpeg({ quality: 60 }),
    'with EXIF and ICC': () => described(picture(120, 90)).jpeg(),
    'progressive with EXIF and ICC': () => described(picture(97, 61)).jpeg({ progressive: true }),
  },
  png: {
    '16 bits': () => picture(70, 50, soft).toColourspace('rgb16').png(),
    'a palette': () => picture(120, 90, soft).png({ palette: true, colors: 40 }),
    interlaced: () => picture(90, 70, soft).png({ progressive: true, adaptiveFiltering: true }),
    'with EXIF and ICC': () => described(picture(60, 80)).png(),
  },
  webp: {
    lossy: () => picture(120, 90).webp(),
    'lossy with alpha': () => picture(90, 120, soft).webp({ alphaQuality: 50 }),
    lossless: () => picture(61, 83).webp({ lossless: true }),
    'lossless with alpha': () => picture(83, 61, soft).webp({ lossless: true }),
    'of few colors': () => picture(64, 64, { noise: 0 }).webp({ nearLossless: true, quality: 40 }),
    animated: () => film(3, 60, 40).webp({ loop: 0, delay: [50, 60, 70] }),
    'animated, lossless': () => film(2, 45, 30).webp({ lossless: true }),
    'with EXIF and ICC': () => described(picture(80, 60, soft)).webp(),
  },
  avif: {
    plain: () => picture(64, 48).avif({ effort: 1 }),
    '4:2:0': () => picture(90, 61).avif({ effort: 1, chromaSubsampling: '4:2:0' }),
    'with alpha': () => picture(48, 64, soft).avif({ effort: 1 }),
    lossless: () => picture(33, 27).avif({ effort: 1, lossless: true }),
    'with EXIF and ICC': () => described(picture(60, 40)).avif({ effort: 1 }),
  },
  gif: {
    animated: () => film(4, 50, 40).gif({ delay: [30, 30, 30, 30] }),
    interlaced: () => picture(80, 60, soft).gif({ progressive: true }),
  },
}

const named = (format: SeedFormat, files: Iterable<readonly [string, Uint8Array]>): Seed[] =>
  [...files].map(([name, file]) => ({ format, name, file }))

async function encoded(format: EncodedFormat): Promise<Seed[]> {
  const images = Object.entries(ENCODED[format])
  return Promise.all(
    images.map(async ([name, make]) => ({
      format,
      name: `${format.toUpperCase()}: ${name}`,
      file: new Uint8Array(await make().toBuffer()),
    })),
  )
}

/**
 * Makes small files of every format and kind that Signet reads. The files are the same on every
 * run.
 */
export async function makeSeeds(): Promise<readonly Seed[]> {
  const rasters = await Promise.all((['jpeg', 'png', 'webp', 'avif', 'gif'] as const).map(encoded))
  const drawings = Object.entries(LOGOS).map(
    ([name, text]) => [`SVG: ${name}`, new TextEncoder().encode(text)] as const,
  )
  return [
    ...named('jpeg', jpegFiles(61, 45)),
    ...named('jpeg', ultraHdrFiles(40, 24)),
    ...named('png', pngFiles(29, 23)),
    ...named('gif', gifFiles(37, 31)),
    ...named('gif', [['GIF: moving', movingGif(12)]]),
    ...named('webp', [['WebP: moving', movingWebp(12)]]),
    ...named('avif', toneMappedAvifs()),
    ...named('heic', heicFiles(50, 38)),
    ...rasters.flat(),
    ...named('svg', drawings),
  ]
}
