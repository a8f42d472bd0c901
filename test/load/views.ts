import sharp, { type Sharp } from 'sharp'
import { addGrain } from '../../bench/grain.ts'
import { landscape } from '../../samples/landscape.ts'
import { pebbles } from '../../samples/pebbles.ts'
import type { Frame } from '../../src/engine/picture/picture.ts'

/** Size of the paintings: large enough for detail, and painted within seconds. */
const PAINTED = { width: 2000, height: 1500 }

/**
 * Standard deviation of the added sensor noise. With it, a 12-megapixel photo at quality 90 has 3.3
 * to 4 MB, like a real one.
 */
const GRAIN = 4

const PAINTERS: Readonly<Record<string, (width: number, height: number) => Frame>> = { landscape, pebbles }

/** Names of the painted pictures. */
export const PAINTINGS = Object.keys(PAINTERS)

/** Paints a picture and encodes it as a PNG that is fast to read. */
export async function paint(name: string): Promise<Buffer> {
  const painter = PAINTERS[name]
  if (!painter) throw new RangeError(`there is no painting ${name}`)
  const { data, width, height } = painter(PAINTED.width, PAINTED.height)
  const image = sharp(data, { raw: { width, height, channels: 4 } })
  return image.removeAlpha().png({ compressionLevel: 1 }).toBuffer()
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** Places the painting in the frame. Each index has its own offset. */
function placed(image: Sharp, index: number, { width, height }: Size): Sharp {
  const [across, down] = [width - PAINTED.width, height - PAINTED.height]
  if (across < 0 || down < 0) return image.extract({ left: 0, top: 0, width, height })
  const [left, top] = [Math.floor((across * (index % 5)) / 4), Math.floor((down * (index % 3)) / 2)]
  return image.extend({ left, right: across - left, top, bottom: down - top, extendWith: 'mirror' })
}

/**
 * Makes a photograph: one of many views onto a painting, mirrored and toned differently. Grain is
 * added, so that the file has as many bytes as a real photograph.
 *
 * @param painting path to the file that `paint` made
 */
export async function view(painting: string, index: number, size: Size): Promise<Sharp> {
  const data = await placed(sharp(painting), index, size)
    .flop(index % 4 > 1)
    .linear([1 - 0.02 * (index % 7), 1, 0.85 + 0.03 * (index % 6)], [0, 0, 0])
    .ensureAlpha()
    .raw()
    .toBuffer()
  addGrain(data, GRAIN)
  return sharp(data, { raw: { ...size, channels: 4 } }).removeAlpha()
}
