import { BLOCK_BYTES } from '../../bytes/pieces.ts'
import { PNG_ADAPTIVE, PNG_NONE } from '../../constants/kernel.ts'
import type { CommonHeader } from '../../picture/header.ts'
import type { Size } from '../../picture/size.ts'
import { sizes } from '../../wasm/sizes.ts'
import { GRAY, GRAY_ALPHA, PALETTE, RGB, RGBA } from './chunks.ts'

/** Maximum size in bytes of a piece that passes through the deflating stream. */
const PIECE = 65_536

/**
 * Size in bytes of the memory that the deflating stream takes, with the pieces of 64 KB that pass
 * through it.
 */
const STREAM_BYTES = 524_288

type Shape = Pick<CommonHeader, 'width' | 'height' | 'depth' | 'components' | 'alpha' | 'progressive'>

/**
 * Returns the PNG color types that a parsed header may have had. `Shape` does not contain the
 * color type itself.
 */
function colorTypes({ depth, components, alpha }: Shape): readonly number[] {
  if (components === 1) return alpha && depth >= 8 ? [GRAY, GRAY_ALPHA] : [GRAY]
  if (depth < 8) return [PALETTE]
  const palette = depth === 8 ? [PALETTE] : []
  return [...palette, RGB, ...(alpha ? [RGBA] : [])]
}

/**
 * Returns the size in bytes of the kernel memory that reading a PNG takes, without the file:
 *
 * - 64 KB of input
 * - 160 KB and one row of inflated data
 * - up to three rows as they are stored
 * - a band of decoded rows of at most 256 KB, or one row if a row is longer; for an interlaced
 *   image, all of its rows
 *
 * If the header does not tell two color types apart, the larger result counts.
 */
export function pngReaderMemory(shape: Shape): number {
  const { width, height, depth, progressive } = shape
  const [interlace, alpha] = [Number(progressive), Number(shape.alpha)]
  const all = colorTypes(shape).map((colorType) =>
    sizes().pngBytes({ width, height, depth, colorType, interlace, alpha }),
  )
  return Math.max(...all)
}

const channelsOf = (alpha: boolean) => (alpha ? 4 : 3)

/** Settings that determine the memory of an encode. */
interface WriterSettings {
  readonly alpha: boolean
  readonly adaptive?: boolean | undefined
  readonly colors?: number | undefined
}

/**
 * Returns the size in bytes of the kernel memory that encoding a PNG takes beside the picture: that
 * of filtering rows, and that of the quantizer if the number of colors is limited.
 */
export function pngEncoderMemory(
  { width, height }: Size,
  { alpha, adaptive = false, colors }: WriterSettings,
): number {
  const choice = adaptive ? PNG_ADAPTIVE : PNG_NONE
  const quantizer = colors === undefined ? 0 : sizes().paletteBytes(width, height)
  return sizes().pngEncodeBytes(width, channelsOf(alpha), choice) + quantizer
}

/**
 * Returns the maximum size in bytes of the memory that writing a PNG takes beside the picture and
 * the file: the kernel's memory, the deflating stream, one band of rows, and the last block of the
 * file, which may be almost empty. All blocks are moved over the picture before the file is joined.
 * The trials that choose a form and a filter run before the file is written and take less: one
 * stream at a time, some rows, and their compressed bytes.
 */
export function pngWriterMemory(size: Size, settings: WriterSettings): number {
  const row = 1 + size.width * channelsOf(settings.alpha)
  return pngEncoderMemory(size, settings) + Math.max(row, PIECE) + STREAM_BYTES + BLOCK_BYTES
}

/**
 * Returns the maximum length in bytes of a PNG. A file whose rows do not compress is slightly
 * larger than the rows.
 */
export const maxPngBytes = ({ width, height }: Size, { alpha }: { alpha: boolean }): number =>
  Math.ceil((1 + width * channelsOf(alpha)) * height * 1.001) + 1024
