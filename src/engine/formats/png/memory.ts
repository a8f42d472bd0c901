import { BLOCK_BYTES } from '../../bytes/pieces.ts'
import { PNG_ADAPTIVE, PNG_NONE } from '../../constants/kernel.ts'
import type { CommonHeader } from '../../picture/header.ts'
import type { Size } from '../../picture/size.ts'
import { sizes } from '../../wasm/sizes.ts'
import { GRAY, GRAY_ALPHA, PALETTE, RGB, RGBA } from './chunks.ts'

/** Maximum size in bytes of a piece that passes through the deflating stream. */
const PIECE = 65_536

/** Memory in bytes that the deflating stream takes, with the 64 KB pieces that pass through it. */
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
 * Returns the kernel memory in bytes that reading a PNG takes, without the file:
 *
 * - 64 KB for input
 * - 160 KB and one row for inflated data
 * - up to three rows as they are stored
 * - a band of decoded rows, which has at most 256 KB, or one row if a row is longer; for an
 *   interlaced image, all its rows
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

/** Settings that determine an encode's memory. */
interface WriterSettings {
  readonly alpha: boolean
  readonly adaptive?: boolean | undefined
  readonly colors?: number | undefined
}

/**
 * Returns the kernel memory in bytes that encoding a PNG takes beside the picture. It includes row
 * filtering, and the quantizer if the number of colors is limited.
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
 * Returns the maximum memory in bytes that writing a PNG takes beside the picture and the file. It
 * includes the kernel's memory, the deflating stream, one band of rows, and the file's last block,
 * which may be almost empty. All blocks are moved over the picture before the file is joined. The
 * trials that choose a form and a filter run before the file is written and take less: one stream
 * at a time, some rows, and their compressed bytes.
 */
export function pngWriterMemory(size: Size, settings: WriterSettings): number {
  const row = 1 + size.width * channelsOf(settings.alpha)
  return pngEncoderMemory(size, settings) + Math.max(row, PIECE) + STREAM_BYTES + BLOCK_BYTES
}

/**
 * Returns a PNG's maximum length in bytes. A file whose rows do not compress is slightly larger
 * than the rows.
 */
export const maxPngBytes = ({ width, height }: Size, { alpha }: { alpha: boolean }): number =>
  Math.ceil((1 + width * channelsOf(alpha)) * height * 1.001) + 1024
