import sharp from 'sharp'
import { encoders } from '../../src/formats/codecs.ts'
import type { Frame } from '../../src/picture/picture.ts'
import { SETTINGS } from '../../test/support/encode-settings.ts'
import { inKernel } from '../../test/support/operate.ts'
import { timed } from '../operations/side.ts'
import { lumaOf } from '../reference.ts'
import type { Format } from '../results.ts'
import { ssim } from '../ssim.ts'

/** Encodes a picture, timed in milliseconds of CPU. */
export function encode(
  frame: Frame,
  format: Format,
  quality: number,
): Promise<{ cpu: number; result: Uint8Array }> {
  const { kernel, picture } = inKernel(frame)
  return timed(() => encoders[format].encode(picture, { ...SETTINGS, quality }, kernel))
}

/** Compares the luma of files with that of a picture. */
export function comparing({ width, height, data }: Frame): (file: Uint8Array) => Promise<number> {
  const reference = lumaOf(data.filter((_, at) => at % 4 !== 3))
  return async (file) => {
    const luma = lumaOf(await sharp(file).removeAlpha().raw().toBuffer())
    return ssim(luma, reference, width, height)
  }
}
