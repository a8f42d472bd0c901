import type { CommonHeader } from '../../picture/header.ts'
import { type Scale, scalesOf } from '../../picture/picture.ts'
import { sizes } from '../../wasm/sizes.ts'

export type JpegShape = Pick<CommonHeader, 'width' | 'height' | 'components' | 'progressive' | 'sampling'>

/**
 * Returns the kernel memory in bytes for decoding a JPEG to planes, at full size or at a smaller
 * scale. An image with one scan needs one MCU row (T.81 A.2.3). A progressive image with several
 * scans needs the coefficients that this scale uses. A sequential image with several scans needs
 * all its samples, which take fewer bytes and are planned like coefficients.
 *
 * @param shape the image's shape; without sampling factors, all components count as full size
 * @example
 * jpegDecoderMemory({ width: 4032, height: 3024, components: 1, progressive: true }, 2)
 * // about 3.3 MB
 */
export function jpegDecoderMemory(shape: JpegShape, scale: Scale): number {
  const { dense, subsampled } = scalesOf(scale)
  const { width, height, components, progressive } = shape
  const full = Array.from({ length: components }, () => [1, 1] as const)
  // A single component's sampling factors have no effect, so they are ignored (A.2.2).
  const factors = components > 1 && shape.sampling ? shape.sampling : full
  // One byte per component with both sampling factors, as in the frame header.
  const sampling = factors.reduce((all, [h, v], index) => all | (((h << 4) | v) << (8 * index)), 0)
  return sizes().jpegBytes({
    width,
    height,
    sampling,
    progressive: Number(progressive),
    eighths: dense,
    subsampled,
  })
}
