import sharp, { type WebpOptions } from 'sharp'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { makePicture } from '../picture/pictures.ts'
import { randomNumbers } from '../properties/random.ts'
import { payloadOf } from './vp8l-kernel.ts'

type Pixel = readonly [number, number, number, number]

/** Draws a picture with a given number of colors, in blocks that repeat. */
export function fewColors(width: number, height: number, colors: number, alpha = false): Frame {
  const random = randomNumbers(colors)
  const palette = Array.from({ length: colors }, (): Pixel => {
    const color = random()
    return [color & 255, (color >> 8) & 255, (color >> 16) & 255, alpha ? color >>> 24 : 255]
  })
  const data = new Uint8Array(4 * width * height)
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [at % width, Math.floor(at / width)]
    const index = (x >> 2) * 7 + ((y >> 1) % 5) * 3 + (random() % 16 === 0 ? 1 : 0)
    data.set(palette[index % colors] ?? [], 4 * at)
  }
  return { width, height, data }
}

interface Kind {
  readonly picture: Frame
  readonly options?: WebpOptions
}

/** Returns pictures for which libwebp's encoder uses all transforms, caches and palettes. */
function kinds(width: number, height: number): Readonly<Record<string, Kind>> {
  const photo = makePicture(width, height, { noise: 12 })
  const smooth = makePicture(width, height)
  const clear = makePicture(width, height, { alpha: 'soft', noise: 12 })
  return {
    ...Object.fromEntries(
      [0, 1, 3, 4, 6].map((effort) => [`effort ${effort}`, { picture: photo, options: { effort } }]),
    ),
    smooth: { picture: smooth },
    alpha: { picture: clear, options: { quality: 90 } },
    'almost lossless': { picture: photo, options: { nearLossless: true, quality: 40 } },
    ...Object.fromEntries(
      [1, 2, 3, 16, 17, 200].map((colors) => [
        `${colors} colors`,
        { picture: fewColors(width, height, colors) },
      ]),
    ),
    'clear colors': { picture: fewColors(width, height, 12, true) },
    'many colors': { picture: fewColors(width, height, 900), options: { effort: 4, quality: 90 } },
  }
}

/**
 * Returns files written by libwebp's encoder: their payload, and the pixels that libwebp decodes.
 */
export async function losslessFiles(width: number, height: number) {
  const entries = Object.entries(kinds(width, height)).map(async ([name, { picture, options }]) => {
    const image = sharp(picture.data, { raw: { width, height, channels: 4 } })
    const file = await image.webp({ lossless: true, effort: 2, ...options }).toBuffer()
    const pixels = await sharp(file).ensureAlpha().raw().toBuffer()
    return [name, { payload: payloadOf(file, 'VP8L'), pixels }] as const
  })
  return new Map(await Promise.all(entries))
}
