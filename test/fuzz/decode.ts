import sharp from 'sharp'
import type { Shown } from './verdict.ts'

/**
 * Decodes every pixel with sharp, which rejects damaged pictures. Returns the size and the mean
 * colour of the middle.
 */
export async function decode(file: Uint8Array): Promise<Shown> {
  const { data, info } = await sharp(file, { failOn: 'warning' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const sums = Array.from({ length: channels }, () => 0)
  const [left, right] = [Math.floor(width / 4), Math.ceil((width * 3) / 4)]
  const [top, bottom] = [Math.floor(height / 4), Math.ceil((height * 3) / 4)]
  for (let y = top; y < bottom; y++)
    for (let at = (y * width + left) * channels; at < (y * width + right) * channels; at++)
      sums[at % channels] = (sums[at % channels] ?? 0) + (data[at] ?? 0)
  const middle = sums.map((sum) => Math.round(sum / ((right - left) * (bottom - top))))
  return { width, height, middle }
}
