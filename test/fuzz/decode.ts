import sharp from 'sharp'
import { frameOfJxl, isJxl } from '../support/jxl/frame.ts'
import type { Shown } from './verdict.ts'

const decodeJxl = (file: Uint8Array) => ({ ...frameOfJxl(file), channels: 4 })

async function decodeOther(file: Uint8Array) {
  const { data, info } = await sharp(file, { failOn: 'warning' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { ...info, data }
}

/**
 * Decodes every pixel with sharp, or a JPEG XL with the test decoder. Both reject damaged pictures.
 * Returns the size and the middle's mean color.
 */
export async function decode(file: Uint8Array): Promise<Shown> {
  const { data, width, height, channels } = isJxl(file) ? decodeJxl(file) : await decodeOther(file)
  const sums = Array.from({ length: channels }, () => 0)
  const [left, right] = [Math.floor(width / 4), Math.ceil((width * 3) / 4)]
  const [top, bottom] = [Math.floor(height / 4), Math.ceil((height * 3) / 4)]
  for (let y = top; y < bottom; y++)
    for (let at = (y * width + left) * channels; at < (y * width + right) * channels; at++)
      sums[at % channels] = (sums[at % channels] ?? 0) + (data[at] ?? 0)
  const middle = sums.map((sum) => Math.round(sum / ((right - left) * (bottom - top))))
  return { width, height, middle }
}
