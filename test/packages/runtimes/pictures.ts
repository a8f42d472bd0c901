import sharp, { type Sharp } from 'sharp'
import { TABLE_PROFILES } from '../../support/color/icc-tables.ts'
import { PROFILES } from '../../support/color/icc-writer.ts'
import { INK_PROFILES } from '../../support/color/ink-tables.ts'
import { ultraHdrFiles } from '../../support/gain-map/ultra-hdr-files.ts'
import { gifPicture, palette, writeGif } from '../../support/gif/writer.ts'
import { heicFiles } from '../../support/heic/files.ts'
import { EMBED } from '../../support/metadata/embed-profile.ts'
import { gifFiles, jpegFiles, pngFiles } from '../../support/picture/files.ts'
import { movingSquare } from '../../support/picture/moving.ts'
import { makePicture, type PictureShape } from '../../support/picture/pictures.ts'

type File = Uint8Array

const SIZE = { width: 240, height: 160 }
const { width, height } = SIZE

function photo(shape: PictureShape = { noise: 12 }): Sharp {
  const { data } = makePicture(width, height, shape)
  const image = sharp(data, { raw: { ...SIZE, channels: 4 } })
  return shape.alpha === 'soft' ? image : image.removeAlpha()
}
const soft = () => photo({ alpha: 'soft', noise: 12 })

function chosen(files: ReadonlyMap<string, File>, name: string): File {
  const file = files.get(name)
  if (!file) throw new Error(`there is no picture ${name}`)
  return file
}

const withProfile = async (image: Sharp, profile: File) =>
  EMBED.jpeg(Uint8Array.from(await image.jpeg({ quality: 92 }).toBuffer()), profile, SIZE)

/**
 * Makes pictures of all formats by name. The names say what a decoder distinguishes.
 */
export async function makePictures(): Promise<ReadonlyMap<string, File>> {
  const [jpegs, pngs, gifs, heics, hdrs] = [
    jpegFiles(width, height),
    pngFiles(97, 61),
    gifFiles(120, 90),
    heicFiles(128, 96),
    ultraHdrFiles(width, height),
  ]
  const film = movingSquare({ width: 96, height: 64 }, 5)
  const animation = { delay: [40, 60, 80, 50, 70] }
  const colors = gifPicture(180, 120, 200, { interlaced: true })

  const files: Readonly<Record<string, File | Promise<File>>> = {
    'JPEG baseline': photo().jpeg({ quality: 90 }).toBuffer(),
    'JPEG 4:4:4': photo().jpeg({ quality: 80, chromaSubsampling: '4:4:4' }).toBuffer(),
    'JPEG progressive': photo().jpeg({ quality: 85, progressive: true }).toBuffer(),
    'JPEG rotated': photo().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    'JPEG gray': photo().grayscale().jpeg().toBuffer(),
    'JPEG CMYK': chosen(jpegs, 'JPEG: CMYK'),
    'JPEG CMYK with a profile': EMBED.jpeg(chosen(jpegs, 'JPEG: YCCK'), INK_PROFILES.lab8, SIZE),
    'JPEG Display P3': withProfile(photo(), PROFILES.displayP3),
    'JPEG ProPhoto': withProfile(photo(), PROFILES.proPhoto),
    'JPEG with a table profile': withProfile(photo(), TABLE_PROFILES.rotatedLab8),
    'JPEG with a gain map': chosen(hdrs, 'JPEG: color map, XMP and ISO, little-endian'),
    'PNG 8 bits': photo().png().toBuffer(),
    'PNG 16 bits': photo().toColourspace('rgb16').png().toBuffer(),
    'PNG palette': photo().png({ palette: true, colors: 64 }).toBuffer(),
    'PNG alpha': soft().png().toBuffer(),
    'PNG interlaced': soft().png({ progressive: true }).toBuffer(),
    'PNG 16 bits, alpha, interlaced': chosen(pngs, 'PNG: color type 6, 16 bits, interlaced'),
    'WebP lossy': photo().webp({ quality: 85 }).toBuffer(),
    'WebP lossy, alpha': soft().webp({ quality: 85 }).toBuffer(),
    'WebP lossless': soft().webp({ lossless: true }).toBuffer(),
    'WebP animated': film.clone().webp(animation).toBuffer(),
    'AVIF 4:2:0': photo().avif({ effort: 1, chromaSubsampling: '4:2:0' }).toBuffer(),
    'AVIF 4:4:4': photo().avif({ effort: 1, chromaSubsampling: '4:4:4' }).toBuffer(),
    'AVIF 10 bits': photo().avif({ effort: 1, bitdepth: 10 }).toBuffer(),
    'AVIF alpha': soft().avif({ effort: 1 }).toBuffer(),
    'GIF transparent': chosen(gifs, 'GIF: interlaced, transparent'),
    'GIF interlaced': Uint8Array.from(
      writeGif({ width: 180, height: 120, palette: palette(256), images: [colors] }),
    ),
    'GIF animated': film.clone().gif(animation).toBuffer(),
    'HEIC of a phone': chosen(heics, 'HEIC: grid, as of a phone'),
    'HEIC alpha': chosen(heics, 'HEIC: with alpha'),
    'HEIC 10 bits': chosen(heics, 'HEIC: 10 bits'),
  }
  const made = Object.entries(files).map(async ([name, file]) => [name, await file] as const)
  return new Map(await Promise.all(made))
}
