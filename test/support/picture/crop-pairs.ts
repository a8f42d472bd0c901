import sharp from 'sharp'
import type { Box, Size } from '../../../src/engine/picture/size.ts'
import { writeAnimatedGif } from '../gif/animation.ts'
import { indices, palette } from '../gif/writer.ts'
import { PNG_KINDS, pngFile, pngPicture } from '../png/writer.ts'
import { writeAnimatedWebp } from '../webp/animation.ts'
import { disturbedMcus, disturbedPixels, type IsHidden } from './disturbed.ts'
import { JPEG_KIND_NAMES, jpegFile, mcuSize } from './files.ts'

/** A file, and the same file with other pixels outside of a box. */
export type Pair = readonly [file: Uint8Array, other: Uint8Array]

/** Kind of originals whose decoded pixels depend on no other pixels, at the boxes of a grid. */
export interface CropKind {
  readonly name: string
  /** Grid on which the edges of the box must lie, unless they are those of the picture. */
  readonly grid: Size
  /** Number of frames. */
  readonly frames: number
  pair(size: Size, box: Box): Pair | Promise<Pair>
}

const PIXEL: Size = { width: 1, height: 1 }

const outside =
  (box: Box): IsHidden =>
  ({ x, y }) =>
    x < box.x || y < box.y || x >= box.x + box.width || y >= box.y + box.height

const never: IsHidden = () => false

/** Returns both files that a function makes of the pixels that are hidden. */
const both = (box: Box, file: (isHidden: IsHidden) => Uint8Array): Pair => [file(never), file(outside(box))]

const jpegKinds = JPEG_KIND_NAMES.map(
  (kind): CropKind => ({
    name: `JPEG: ${kind}`,
    grid: mcuSize(kind),
    frames: 1,
    pair: (size, box) =>
      both(box, (isHidden) => jpegFile(kind, size, (all) => disturbedMcus(size, all, isHidden))),
  }),
)

const pngKinds = PNG_KINDS.map(
  ([colorType, depth]): CropKind => ({
    name: `PNG of color type ${colorType}, ${depth} bits`,
    grid: PIXEL,
    frames: 1,
    pair: ({ width, height }, box) =>
      both(box, (isHidden) =>
        pngFile(disturbedPixels(pngPicture(colorType, depth, width, height), isHidden)),
      ),
  }),
)

/** Returns noise, and the same noise with other pixels outside a box. Alpha is never 0. */
function noise({ width, height }: Size, box: Box, channels: 3 | 4, seed = 0): Pair {
  const { samples } = pngPicture(channels === 3 ? 2 : 6, 8, width + seed, height)
  const isHidden = outside(box)
  const pixels = Uint8Array.from(samples.subarray(0, width * height * channels))
  if (channels === 4) for (let at = 3; at < pixels.length; at += 4) pixels[at] = 1 | (pixels[at] ?? 0)
  const other = pixels.map((level, at) => {
    const pixel = Math.floor(at / channels)
    const hidden = isHidden({ x: pixel % width, y: Math.floor(pixel / width), ...PIXEL })
    return hidden ? (at % 4 === 3 && channels === 4 ? 256 - level : 255 - level) : level
  })
  return [pixels, other]
}

/** Returns both pictures as lossless WebP. */
async function losslessPair(size: Size, box: Box, channels: 3 | 4, seed = 0): Promise<Pair> {
  const [one, other] = noise(size, box, channels, seed).map((pixels) =>
    sharp(pixels, { raw: { ...size, channels } })
      .webp({ lossless: true, effort: 0 })
      .toBuffer(),
  )
  return [new Uint8Array((await one) ?? []), new Uint8Array((await other) ?? [])]
}

const webpKinds = ([3, 4] as const).map(
  (channels): CropKind => ({
    name: channels === 3 ? 'lossless WebP' : 'lossless WebP with alpha',
    grid: PIXEL,
    frames: 1,
    pair: (size, box) => losslessPair(size, box, channels),
  }),
)

const FRAMES = 3

const animatedWebp: CropKind = {
  name: 'animated lossless WebP',
  grid: PIXEL,
  frames: FRAMES,
  async pair(size, box) {
    const pairs = await Promise.all([0, 1, 2].map((seed) => losslessPair(size, box, 4, seed)))
    const film = (which: 0 | 1) =>
      writeAnimatedWebp({ ...size, frames: pairs.map((pair) => ({ ...size, image: pair[which] })) })
    return [film(0), film(1)]
  },
}

const COLORS = 16
const TRANSPARENT = 3

/** Returns a GIF with one palette. The frames have transparent pixels at different places. */
const gifKind = (name: string, frames: number, interlaced: boolean): CropKind => ({
  name,
  grid: PIXEL,
  frames,
  pair: (size, box) =>
    both(box, (isHidden) => {
      const images = Array.from({ length: frames }, (_, seed) => {
        const drawn = indices(size.width * size.height, COLORS, seed + 1).map((index, at) => {
          const place = { x: at % size.width, y: Math.floor(at / size.width), ...PIXEL }
          return isHidden(place) ? COLORS - 1 - index : index
        })
        const shared = { transparent: TRANSPARENT, delay: 10, disposal: 1 + (seed % 3), interlaced }
        return { ...size, indices: drawn, ...shared }
      })
      return writeAnimatedGif({ ...size, palette: palette(COLORS), loops: 0, images })
    }),
})

export const CROP_KINDS: readonly CropKind[] = [
  ...jpegKinds,
  ...pngKinds,
  ...webpKinds,
  animatedWebp,
  gifKind('GIF', 1, false),
  gifKind('interlaced GIF', 1, true),
  gifKind('animated GIF', FRAMES, false),
]
