import type { Header } from '../../picture/header.ts'
import type { Denominator } from '../../picture/picture.ts'
import { heapBytes } from '../../wasm/heap.ts'

export type JpegShape = Pick<Header, 'width' | 'height' | 'components' | 'progressive' | 'sampling'>

/** Input, window, Huffman tables (DC, AC), quantisation tables, places of coefficients, blocks, components, the scan's. */
const FIXED = heapBytes(98_320, 18_944, 4 * 2_464, 4 * 12_704, 512, 256, 144, 144, 256, 4)
/** Decoded precision and quantisation table. */
const COMPONENT = heapBytes(64, 128)
/** Where a progressive image's coefficients go that are not kept. */
const SCRATCH = heapBytes(144)

/** Bytes that are kept of a progressive block: its k·k lowest coefficients, and where scans refine them a map of all 64. */
const KEPT = { 1: 128, 2: 2 * 16 + 8, 4: 2 * 4 + 8, 8: 2 } as const satisfies Record<Denominator, number>

/**
 * Bytes that the kernel takes to decode a JPEG to planes of 1/`denominator` of its size. An image that arrives in one
 * scan needs a row of its MCUs (T.81 A.2.3); one of several needs all its coefficients, or, if its process is not the
 * progressive one, all its samples, which are fewer.
 *
 * @param shape without sampling factors, all components are taken to have the full size
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
    return COMPONENT + band + (progressive ? heapBytes(wide * high * KEPT[denominator]) : 0)
  })
  return FIXED + (progressive ? SCRATCH : 0) + planes.reduce((sum, bytes) => sum + bytes, 0)
}
