import { type CropBox, startOf } from '../../picture/crop-box.ts'
import type { Pixels } from '../../picture/picture.ts'
import type { Box, Size } from '../../picture/size.ts'
import { cropped } from '../../rows/cropped.ts'
import { rgbaStrips } from '../../rows/rgba-strips.ts'
import type { Kernel } from '../../wasm/kernel.ts'
import { type AlphaRows, withAlpha } from './alpha-strips.ts'

/** RGBA pixels for an image or for a part of it. */
export interface PartOfImage {
  readonly pixels: Pixels
  readonly part: Box
}

/**
 * Turns a lossy image's planes into RGBA with its alpha. Allocates kernel memory.
 * @param alpha the image's alpha rows; `undefined` if it is opaque
 * @param crop crop box in image pixels. Only this part becomes RGBA, because enlarged chroma mixes
 *   the samples on both sides of an edge
 */
export function lossyRgba(
  planar: Pixels,
  alpha: AlphaRows | undefined,
  size: Size,
  kernel: Kernel,
  crop?: CropBox,
): PartOfImage {
  const opaque = rgbaStrips(kernel, cropped(planar, crop))
  const [plane = { ...size, density: [1, 1] as const }] = opaque.planes
  const [x, y] = startOf(plane)
  const part = { x, y, width: plane.width, height: plane.height }
  const strips = alpha ? withAlpha(opaque.strips, alpha, size.width, part, kernel) : opaque.strips
  return { pixels: { ...opaque, strips }, part }
}
