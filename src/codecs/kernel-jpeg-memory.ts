import type { Header } from '../probe/header.ts'
import { blocks } from './blocks.ts'

export type Denominator = 1 | 2 | 4 | 8

export type JpegShape = Pick<Header, 'width' | 'height' | 'progressive'> & Required<Pick<Header, 'sampling'>>

/** Input, window, Huffman tables (DC, AC), quantisation tables, places of coefficients, blocks, components, the scan's. */
const FIXED = blocks(98_320, 18_944, 4 * 2_464, 4 * 12_704, 512, 256, 144, 144, 304, 4)
/** Decoded precision and quantisation table. */
const COMPONENT = blocks(64, 128)
/** Where a progressive image's coefficients go that are not kept. */
const SCRATCH = blocks(144)

/** Bytes that are kept of a progressive block: its k·k lowest coefficients, and where scans refine them a map of all 64. */
const KEPT = { 1: 128, 2: 2 * 16 + 8, 4: 2 * 4 + 8, 8: 2 } as const satisfies Record<Denominator, number>

/**
 * Bytes that the kernel takes to decode a JPEG to planes of 1/`denominator` of its size. An image that arrives in one
 * scan needs a row of its MCUs (T.81 A.2.3); one of several needs all its coefficients, or, if it is not progressive,
 * all its samples, which are fewer.
 *
 * @example jpegDecoderMemory({ width: 4032, height: 3024, sampling: [[2, 2], [1, 1], [1, 1]], progressive: true }, 4)
 *   // about 4.7 MB
 */
export function jpegDecoderMemory(shape: JpegShape, denominator: Denominator): number {
  const sampling = shape.sampling.length === 1 ? [[1, 1] as const] : shape.sampling
  const [across, down] = [0, 1].map((axis) => Math.max(...sampling.map((factors) => factors[axis] ?? 1)))
  const side = 8 / denominator
  const planes = sampling.map(([h, v]) => {
    const wide = Math.ceil((shape.width * h) / (8 * (across ?? 1)))
    const high = Math.ceil((shape.height * v) / (8 * (down ?? 1)))
    const band = blocks(wide * v * side * side)
    return COMPONENT + band + (shape.progressive ? blocks(wide * high * KEPT[denominator]) : 0)
  })
  return FIXED + (shape.progressive ? SCRATCH : 0) + planes.reduce((sum, bytes) => sum + bytes, 0)
}
