import type { Header } from '../../picture/header.ts'
import { type Eighths, type Scale, scalesOf } from '../../picture/picture.ts'
import { heapBytes } from '../../wasm/heap.ts'

export type JpegShape = Pick<Header, 'width' | 'height' | 'components' | 'progressive' | 'sampling'>

/** Input, window, DC and AC tables, quantisation tables, blocks, components, scan; two scales with their places. */
const FIXED = heapBytes(98_320, 18_944, 4 * 2_464, 4 * 12_704, 512, 144, 144, 288, 4, 24, 256, 24, 256)
const PRECISION_AND_STEPS = heapBytes(64, 128)
/** Dropped coefficients, and the look-up of refinements. */
const PROGRESSIVE = heapBytes(144, 4096)

/** Bytes of coefficients that are kept of a progressive block, and of a map of all 64 where scans refine them. */
function keptBytes(eighths: Eighths): number {
  const coefficients = 2 * eighths * eighths
  return eighths === 1 || eighths === 8 ? coefficients : coefficients + 8
}

/** A row of a block is stored as 1, 2, 4 or 8 samples. */
const storedSamples = (eighths: Eighths) => [1, 2, 4, 4, 8, 8, 8, 8][eighths - 1] ?? 8

/**
 * Bytes of kernel memory that decoding a JPEG to planes of a scale takes. An image of one scan needs a
 * row of MCUs (T.81 A.2.3); one of several scans needs all its coefficients, or in a sequential process all its samples.
 *
 * @param shape without sampling factors, all components count as of full size
 * @example jpegDecoderMemory({ width: 4032, height: 3024, components: 1, progressive: true }, 2) // about 3.3 MB
 */
export function jpegDecoderMemory(shape: JpegShape, scale: Scale): number {
  const { dense, subsampled } = scalesOf(scale)
  const { width, height, components, progressive } = shape
  const full = Array.from({ length: components }, () => [1, 1] as const)
  // The factors of a single component mean nothing (A.2.2).
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
