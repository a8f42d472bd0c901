import type { CommonHeader } from '../../picture/header.ts'
import { type Eighths, type Scale, scalesOf } from '../../picture/picture.ts'
import { heapBytes } from '../../wasm/heap.ts'

export type JpegShape = Pick<CommonHeader, 'width' | 'height' | 'components' | 'progressive' | 'sampling'>

/**
 * Bytes of the blocks that every image takes: input, window, DC tables, AC tables, quantisation
 * tables, two work blocks, components, scan members, and two scales with their coefficient places.
 */
const FIXED = heapBytes(98_320, 18_944, 4 * 2_464, 4 * 12_704, 512, 144, 144, 288, 4, 24, 256, 24, 256)
const PRECISION_AND_STEPS = heapBytes(64, 128)
/**
 * Bytes that only progressive images take: a work block for coefficients that are not kept, and the
 * look-up table for refinement scans.
 */
const PROGRESSIVE = heapBytes(144, 4096)

/**
 * Returns the bytes kept for each block of a progressive image. Scales from 2/8 to 7/8 also keep a
 * map of 8 bytes, one bit for each of the 64 coefficients. Refinement scans need the map because
 * such a scale keeps only some of the coefficients.
 */
function keptBytes(eighths: Eighths): number {
  const coefficients = 2 * eighths * eighths
  return eighths === 1 || eighths === 8 ? coefficients : coefficients + 8
}

/**
 * Returns the number of samples that a transform writes for one row of a block: 1, 2, 4 or 8, which
 * may be more than the scale keeps.
 */
const storedSamples = (eighths: Eighths) => [1, 2, 4, 4, 8, 8, 8, 8][eighths - 1] ?? 8

/**
 * Returns the bytes of kernel memory that decoding a JPEG to planes of a scale takes. An image with
 * one scan needs one row of MCUs (T.81 A.2.3). A progressive image with several scans needs the
 * coefficients that the scale keeps. A sequential image with several scans needs all its samples,
 * which take fewer bytes and are planned like coefficients.
 *
 * @param shape shape of the image; without sampling factors, all components count as full size
 * @example
 * jpegDecoderMemory({ width: 4032, height: 3024, components: 1, progressive: true }, 2)
 * // about 3.3 MB
 */
export function jpegDecoderMemory(shape: JpegShape, scale: Scale): number {
  const { dense, subsampled } = scalesOf(scale)
  const { width, height, components, progressive } = shape
  const full = Array.from({ length: components }, () => [1, 1] as const)
  // The sampling factors of a single component have no meaning (A.2.2).
  const sampling = components > 1 && shape.sampling ? shape.sampling : full
  const across = Math.max(...sampling.map(([h]) => h))
  const down = Math.max(...sampling.map(([, v]) => v))
  const planes = sampling.map(([h, v]) => {
    const eighths = h < across || v < down ? subsampled : dense
    const wide = Math.ceil((width * h) / (8 * across))
    const high = Math.ceil((height * v) / (8 * down))
    const band = heapBytes((wide * eighths + storedSamples(eighths) - eighths) * v * eighths)
    return PRECISION_AND_STEPS + band + (progressive ? heapBytes(wide * high * keptBytes(eighths)) : 0)
  })
  return FIXED + (progressive ? PROGRESSIVE : 0) + planes.reduce((sum, bytes) => sum + bytes, 0)
}
