import type { Header } from '../../picture/header.ts'
import type { Denominator } from '../../picture/picture.ts'
import { heapBytes } from '../../wasm/heap.ts'

export type JpegShape = Pick<Header, 'width' | 'height' | 'components' | 'progressive' | 'sampling'>

/** Input, window, DC and AC tables, quantisation tables, zigzag, blocks, components, scan. */
const FIXED = heapBytes(98_320, 18_944, 4 * 2_464, 4 * 12_704, 512, 256, 144, 144, 256, 4)
const PRECISION_AND_STEPS = heapBytes(64, 128)
const DROPPED_COEFFICIENTS = heapBytes(144)

/** Bytes kept of a progressive block: its k·k lowest coefficients, and a map of all 64 where scans refine them. */
const KEPT = { 1: 128, 2: 2 * 16 + 8, 4: 2 * 4 + 8, 8: 2 } as const satisfies Record<Denominator, number>

/**
 * Bytes of kernel memory that decoding a JPEG to planes of 1/`denominator` of its size takes. An image of one scan needs a
 * row of MCUs (T.81 A.2.3); one of several scans needs all its coefficients, or in a sequential process all its samples.
 *
 * @param shape without sampling factors, all components count as of full size
 * @example jpegDecoderMemory({ width: 4032, height: 3024, components: 1, progressive: true }, 4) // about 3.3 MB
 */
export function jpegDecoderMemory(shape: JpegShape, denominator: Denominator): number {
  const { width, height, components, progressive } = shape
  const full = Array.from({ length: components }, () => [1, 1] as const)
  // The factors of a single component mean nothing (A.2.2).
  const sampling = components > 1 && shape.sampling ? shape.sampling : full
  const across = Math.max(...sampling.map(([h]) => h))
  const down = Math.max(...sampling.map(([, v]) => v))
  const side = 8 / denominator
  const planes = sampling.map(([h, v]) => {
    const wide = Math.ceil((width * h) / (8 * across))
    const high = Math.ceil((height * v) / (8 * down))
    const band = heapBytes(wide * v * side * side)
    return PRECISION_AND_STEPS + band + (progressive ? heapBytes(wide * high * KEPT[denominator]) : 0)
  })
  return FIXED + (progressive ? DROPPED_COEFFICIENTS : 0) + planes.reduce((sum, bytes) => sum + bytes, 0)
}
