import { releaseBuffer } from '../bytes/release.ts'
import { colorConversion } from '../color/conversion.ts'
import type { CommonHeader } from '../picture/header.ts'
import { isIdentity, turnOf } from '../picture/orientation.ts'
import type { Frame, Picture, Pixels, StreamedLayout, StreamedPlane } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import { resample, resizeMemory } from '../rows/resample.ts'
import type { Resize } from '../rows/resize.ts'
import { rgba } from '../rows/rgba.ts'
import { type Filter, type Kernel, view } from '../wasm/kernel.ts'
import { CONVERSION_MEMORY, convert } from './convert.ts'
import { onePicture } from './operation.ts'
import { turn } from './turn.ts'

/**
 * Returns the settings to resize a whole stored picture to a size, before the picture is turned.
 */
export function wholeResize(
  { width, height, orientation, alpha }: CommonHeader,
  size: Size,
  filter: Filter,
): Resize {
  const weighted = alpha && (width !== size.width || height !== size.height)
  const box = { x: 0, y: 0, width, height }
  const turn = turnOf(orientation)
  return { box, crop: undefined, size, filter, halved: false, turn, weighted, gamma: undefined }
}

/**
 * Returns the kernel memory in bytes that `makeUpright` takes, including the copy that `frameOf`
 * makes afterwards.
 */
export function uprightMemory(
  layout: StreamedLayout,
  planes: readonly StreamedPlane[],
  resize: Resize,
): number {
  // Three pictures are in memory: the RGBA picture, the turned one, and the copy outside the
  // kernel.
  return resizeMemory(layout, planes, resize) + CONVERSION_MEMORY + 3 * onePicture(resize.size)
}

/**
 * Resamples a picture, converts it to sRGB and turns it upright.
 * @throws Failure corrupt, and what the strips throw
 */
export async function makeUpright(
  kernel: Kernel,
  pixels: Pixels,
  header: CommonHeader,
  resize: Resize,
): Promise<Picture> {
  const conversion = colorConversion(header)
  const small = rgba(kernel, await resample(kernel, pixels, resize))
  const colored = conversion ? convert.run(kernel, small, conversion) : small
  return isIdentity(resize.turn) ? colored : turn.run(kernel, colored, resize.turn)
}

/** Frees a picture outside the kernel. */
export const releaseFrame = ({ data }: Frame): void => releaseBuffer(data)

/** Copies an RGBA picture out of the kernel. */
export function frameOf(kernel: Kernel, { width, height, planes }: Picture): Frame {
  return { width, height, data: view(kernel, planes[0]?.address ?? 0, width * height * 4).slice() }
}
