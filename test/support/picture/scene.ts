import sharp from 'sharp'
import type { Orientation } from '../../../src/engine/picture/header.ts'
import { inverse, turnOf, turnSize } from '../../../src/engine/picture/orientation.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { turn } from './raster.ts'

/**
 * Draws a picture that looks different from every side: four colored quarters with smooth shading.
 */
export function scene(width: number, height: number, alpha = false): Frame {
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4
      const [right, low] = [x >= width / 2, y >= height / 2]
      data[at] = (right ? 200 : 40) + Math.round((20 * x) / width)
      data[at + 1] = (low ? 180 : 60) + Math.round((20 * y) / height)
      data[at + 2] = right === low ? 220 : 30
      data[at + 3] = alpha && right && !low ? 64 : 255
    }
  }
  return { width, height, data }
}

/** Returns a photograph with metadata, stored as a camera in this orientation does. */
export async function photograph(picture: Frame, orientation: Orientation): Promise<Buffer> {
  const stored = turn(picture, inverse(turnOf(orientation)))
  const { width, height } = turnSize(picture, inverse(turnOf(orientation)))
  return sharp(stored.data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .withExif({ IFD0: { Make: 'Camera' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 30/1' } })
    .withMetadata({ orientation })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toBuffer()
}
