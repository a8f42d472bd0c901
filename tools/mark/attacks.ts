import sharp, { type Sharp } from 'sharp'
import type { Rgba } from './picture.ts'

const opened = ({ data, width, height }: Rgba) =>
  sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()

const jpeg = (image: Sharp, quality = 80) => image.jpeg({ quality }).toBuffer()

function resized(picture: Rgba, by: number, quality = 80): Promise<Buffer> {
  const size = { width: Math.round(picture.width * by), height: Math.round(picture.height * by) }
  return jpeg(opened(picture).resize({ ...size, fit: 'fill' }), quality)
}

/** A part whose sides are `by` of the whole, neither in a corner nor in the middle. */
function cut(picture: Rgba, by: number): Promise<Buffer> {
  const [width, height] = [Math.round(picture.width * by), Math.round(picture.height * by)]
  const left = Math.floor((picture.width - width) * 0.37)
  const top = Math.floor((picture.height - height) * 0.61)
  return jpeg(opened(picture).extract({ left, top, width, height }))
}

/** Raises samples to a power. */
function curved(picture: Rgba, power: number): Promise<Buffer> {
  const data = picture.data.map((value, at) =>
    at % 4 === 3 ? value : Math.round(255 * (value / 255) ** power),
  )
  return jpeg(opened({ ...picture, data }))
}

/** What becomes of a marked picture before it is found again. */
export interface Attack {
  readonly name: string
  readonly run: (picture: Rgba) => Promise<Buffer>
}

/** The attacks of the trial, in the order of its table. What names no quality is a JPEG of 80. */
export const ATTACKS: readonly Attack[] = [
  { name: 'none', run: (picture) => opened(picture).png({ compressionLevel: 1 }).toBuffer() },
  ...[95, 80, 60, 40].map((quality) => ({
    name: `JPEG ${quality}`,
    run: (picture: Rgba) => jpeg(opened(picture), quality),
  })),
  { name: 'WebP 75', run: (picture) => opened(picture).webp({ quality: 75 }).toBuffer() },
  { name: 'AVIF 50', run: (picture) => opened(picture).avif({ quality: 50, effort: 2 }).toBuffer() },
  { name: 'cut to two thirds of the sides', run: (picture) => cut(picture, 2 / 3) },
  { name: 'cut to a third of the area', run: (picture) => cut(picture, Math.sqrt(1 / 3)) },
  { name: 'mirrored left to right', run: (picture) => jpeg(opened(picture).flop()) },
  { name: 'flipped top to bottom', run: (picture) => jpeg(opened(picture).flip()) },
  { name: 'gamma 1.6', run: (picture) => curved(picture, 1 / 1.6) },
  { name: 'gamma 0.7', run: (picture) => curved(picture, 1 / 0.7) },
  { name: 'blur σ 1', run: (picture) => jpeg(opened(picture).blur(1)) },
  ...[130, 90, 75, 66].map((percent) => ({
    name: `${percent} % of the width`,
    run: (picture: Rgba) => resized(picture, percent / 100),
  })),
  { name: '50 % of the width', run: (picture) => resized(picture, 0.5) },
  { name: '50 % of the width, JPEG 60', run: (picture) => resized(picture, 0.5, 60) },
  { name: '33 % of the width', run: (picture) => resized(picture, 1 / 3) },
  { name: '25 % of the width', run: (picture) => resized(picture, 0.25) },
]
