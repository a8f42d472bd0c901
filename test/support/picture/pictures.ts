import type { Frame } from '../../../src/engine/picture/picture.ts'
import { randomNumbers } from '../properties/random.ts'

export interface PictureShape {
  /** `true` to add an alpha gradient from transparent to opaque. */
  readonly alpha?: 'none' | 'soft'
  /** Maximum deviation of a sample, from 0 to 255. */
  readonly noise?: number
}

/**
 * Makes a picture with color gradients and noise. A disc and stripes differ only in luma, so they
 * stay sharp with subsampled chroma. The picture is always the same.
 */
export function makePicture(
  width: number,
  height: number,
  { alpha = 'none', noise = 0 }: PictureShape = {},
): Frame & { readonly data: Uint8Array<ArrayBuffer> } {
  const random = randomNumbers(width * 65_537 + height)
  const data = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = Math.hypot(x / width - 0.5, y / height - 0.5) < 0.3
      const striped = y > height * 0.8 && (x >> 3) % 2 === 0
      const light = (inside ? 50 : 0) - (striped ? 40 : 0)
      const grain = () => ((random() / 2 ** 31 - 1) * noise) | 0
      const at = (y * width + x) * 4
      data[at] = 50 + (120 * x) / width + light + grain()
      data[at + 1] = 60 + (110 * y) / height + light + grain()
      data[at + 2] = 180 - (100 * x) / width + light + grain()
      data[at + 3] = alpha === 'none' ? 255 : (350 * x) / width - 40
    }
  }
  return { width, height, data: new Uint8Array(data.buffer) }
}
