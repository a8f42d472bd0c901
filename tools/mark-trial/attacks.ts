import sharp, { type Sharp } from 'sharp'
import type { Rgba } from '../../cli/mark/picture.ts'

const opened = ({ data, width, height }: Rgba) =>
  sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()

const jpeg = (image: Sharp, quality = 80) => image.jpeg({ quality }).toBuffer()

/** Scales width and height by different factors. */
function stretched(picture: Rgba, across: number, down: number, quality = 80): Promise<Buffer> {
  const size = { width: Math.round(picture.width * across), height: Math.round(picture.height * down) }
  return jpeg(opened(picture).resize({ ...size, fit: 'fill' }), quality)
}

const resized = (picture: Rgba, by: number, quality?: number) => stretched(picture, by, by, quality)

/**
 * Rotates a picture clockwise and crops it, so that no background remains.
 * @param max maximum share of the width and height that is kept
 */
async function turned(picture: Rgba, degrees: number, quality = 80, max = 1): Promise<Buffer> {
  const { width, height } = picture
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.abs(Math.sin((degrees * Math.PI) / 180))]
  // Maximum share of the width and height that the crop keeps without the rotated picture's blurred
  // edge.
  const inner = Math.min(width / (width * cos + height * sin), height / (width * sin + height * cos)) - 0.01
  const share = Math.min(inner, max)
  const size = { width: Math.floor(width * share), height: Math.floor(height * share) }
  const { data, info } = await opened(picture).rotate(degrees).raw().toBuffer({ resolveWithObject: true })
  const [left, top] = [(info.width - size.width) >> 1, (info.height - size.height) >> 1]
  return jpeg(sharp(data, { raw: info }).extract({ left, top, ...size }), quality)
}

/**
 * Cuts out a part that lies neither in a picture's corner nor in its middle.
 * @param by ratio between the part's sides and the picture's
 */
function cut(picture: Rgba, by: number): Promise<Buffer> {
  const [width, height] = [Math.round(picture.width * by), Math.round(picture.height * by)]
  const left = Math.floor((picture.width - width) * 0.37)
  const top = Math.floor((picture.height - height) * 0.61)
  return jpeg(opened(picture).extract({ left, top, width, height }))
}

/** Applies a gamma curve to the color samples. */
function curved(picture: Rgba, power: number): Promise<Buffer> {
  const data = picture.data.map((value, at) =>
    at % 4 === 3 ? value : Math.round(255 * (value / 255) ** power),
  )
  return jpeg(opened({ ...picture, data }))
}

/** A change to a marked picture. The trial checks if the mark can still be read. */
export interface Attack {
  readonly name: string
  readonly run: (picture: Rgba) => Promise<Buffer>
}

/**
 * The trial's attacks in its table's order. Unless an attack's name contains a quality or a color
 * count, its result is saved as JPEG with quality 80.
 */
export const ATTACKS: readonly Attack[] = [
  { name: 'none', run: (picture) => opened(picture).png({ compressionLevel: 1 }).toBuffer() },
  ...[95, 80, 60, 40].map((quality) => ({
    name: `JPEG ${quality}`,
    run: (picture: Rgba) => jpeg(opened(picture), quality),
  })),
  { name: 'WebP 75', run: (picture) => opened(picture).webp({ quality: 75 }).toBuffer() },
  { name: 'AVIF 50', run: (picture) => opened(picture).avif({ quality: 50, effort: 2 }).toBuffer() },
  ...[256, 16, 4].map((colors) => ({
    name: `PNG of ${colors} colors`,
    run: (picture: Rgba) => opened(picture).png({ palette: true, colors }).toBuffer(),
  })),
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

/**
 * Attacks that only the thorough search is expected to survive: stretching and rotation. The trial
 * uses them with the flag `--thorough`. As in `ATTACKS`, results are saved as JPEG with quality 80
 * unless the name contains a quality.
 */
export const DISTORTIONS: readonly Attack[] = [
  ...[101, 102, 104, 107, 93].map((percent) => ({
    name: `${percent} % of the width, all of the height`,
    run: (picture: Rgba) => stretched(picture, percent / 100, 1),
  })),
  {
    name: '104 % of the height, all of the width, JPEG 60',
    run: (picture) => stretched(picture, 1, 1.04, 60),
  },
  { name: '48 % of the width, 50 % of the height', run: (picture) => stretched(picture, 0.48, 0.5) },
  ...[0.5, 1, 2].map((degrees) => ({
    name: `turned by ${degrees}°`,
    run: (picture: Rgba) => turned(picture, degrees),
  })),
  { name: 'turned by 1°, JPEG 60', run: (picture) => turned(picture, -1, 60) },
  { name: 'turned by 1°, cut to two thirds of the sides', run: (picture) => turned(picture, 1, 80, 2 / 3) },
  { name: 'turned by 2°, cut to half of the sides', run: (picture) => turned(picture, -2, 80, 1 / 2) },
]
