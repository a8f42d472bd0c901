import sharp, { type Sharp, type WebpOptions } from 'sharp'
import { anmf, imageChunks, join, le24, tiff, vp8x, WEBP, webp, webpChunk } from '../bytes/image-writers.ts'
import { makePicture, type PictureShape } from '../picture/pictures.ts'
import { encodeWebp, WEBP_OPTIONS } from './vp8-frames.ts'

type Kind = readonly [PictureShape, WebpOptions]

const KINDS: Readonly<Record<string, Kind>> = {
  lossy: [{ noise: 30 }, { quality: 60 }],
  'lossy, all but lossless': [{ noise: 90 }, { quality: 100 }],
  'lossy, few bytes': [{}, { quality: 5, effort: 6 }],
  'lossy with alpha': [{ alpha: 'soft', noise: 20 }, { quality: 60 }],
  'lossy with coarse alpha': [
    { alpha: 'soft', noise: 20 },
    { quality: 30, alphaQuality: 20 },
  ],
  lossless: [{ noise: 20 }, { lossless: true }],
  'lossless with alpha': [
    { alpha: 'soft', noise: 9 },
    { lossless: true, effort: 6 },
  ],
  'lossless without noise': [{}, { lossless: true, effort: 6 }],
}

function picture(width: number, height: number, shape: PictureShape): Sharp {
  const { data } = makePicture(width, height, shape)
  const raw = sharp(data, { raw: { width, height, channels: 4 } })
  return shape.alpha === 'soft' ? raw : raw.removeAlpha()
}

/** Encodes eight colors in blocks. The file has a palette and stores several pixels in a byte. */
async function indexed(width: number, height: number): Promise<Buffer> {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)]
    return (((x >> 2) ^ (y >> 1)) & (1 << (at % 3))) === 0 ? 20 : 210
  })
  return sharp(data, { raw: { width, height, channels: 3 } })
    .webp({ lossless: true })
    .toBuffer()
}

/** Names for the WebP kinds that sharp cannot write. */
const FRAMES = ['of eight partitions', 'with the simple filter, sharp', 'of four segments']

const ANIM = webpChunk('ANIM', [9, 80, 200, 255, 0, 0])

/**
 * Returns an animation. Its first frame leaves a border of the canvas that is two pixels wide on
 * each side.
 */
export function animation(image: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  const place = [1, 1, width - 1, height - 1].map(le24)
  const first = webpChunk('ANMF', join(...place, le24(100), 0, imageChunks(image)))
  return webp(vp8x(WEBP.animation, width + 4, height + 4), ANIM, first, anmf(9, 7))
}

/** Returns WebP files by kind. */
export async function webpFiles(
  width: number,
  height: number,
): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  const stills = new Map<string, Uint8Array<ArrayBuffer>>()
  for (const [name, [shape, options]] of Object.entries(KINDS))
    stills.set(name, Uint8Array.from(await picture(width, height, shape).webp(options).toBuffer()))
  stills.set('lossless of eight colors', Uint8Array.from(await indexed(width, height)))
  for (const name of FRAMES)
    stills.set(`lossy ${name}`, await encodeWebp(width, height, WEBP_OPTIONS[name] ?? {}))
  const of = (name: string) => stills.get(name) ?? new Uint8Array()
  const exif = webpChunk('EXIF', tiff(6))
  const files = new Map([
    ...stills,
    ['with EXIF', webp(vp8x(WEBP.exif, width, height), imageChunks(of('lossy')), exif)],
    ['animated, lossy', animation(of('lossy'), width, height)],
    ['animated, lossy with alpha', animation(of('lossy with alpha'), width, height)],
    ['animated, lossless', animation(of('lossless'), width, height)],
  ])
  return new Map([...files].map(([name, file]) => [`WebP: ${name}`, file]))
}
