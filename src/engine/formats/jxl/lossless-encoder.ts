import { join } from '../../bytes/join.ts'
import { type Picture, pixelBytes } from '../../picture/picture.ts'
import { jxlEncoder } from '../../wasm/jxl-encoder.ts'
import { type Kernel, kernelFailure } from '../../wasm/kernel.ts'
import { sizes } from '../../wasm/sizes.ts'
import type { EncodeSettings } from '../codec.ts'
import type { EncodedFile } from '../lossless-rival.ts'
import { BOXES_OVERHEAD, beforeCodestream } from './boxes.ts'
import { COLORS, takePieces, type Way } from './way.ts'

/** Maximum bytes in a file that are not pixel data: headers and sections. */
const MIN_FILE = 65_536
/** Maximum bytes in a group's section that are not pixel data. */
const SECTION = 256
const GROUP_SIDE = 256

/** Effort numbers for `jxlLosslessOpen`. Both take the same memory. */
const EFFORTS = { fast: 0, best: 1 } as const

/**
 * Encodes without loss. The codestream is written over the picture. Samples of 16 bits need level
 * 10, which a file with boxes declares.
 * @param picture a picture of RGBA
 */
export function encodeLossless(
  { width, height, layout, planes }: Picture,
  { isDisplayP3, effort }: Pick<EncodeSettings, 'isDisplayP3' | 'effort'>,
  kernel: Kernel,
): EncodedFile {
  const encoder = jxlEncoder(kernel)
  const bits = 2 * pixelBytes(layout)
  const status = encoder.jxlLosslessOpen(width, height, bits, 0, EFFORTS[effort])
  if (status < 0) throw kernelFailure(status, 'JPEG XL')
  const color = isDisplayP3 ? COLORS.displayP3 : COLORS.srgb
  const length = encoder.jxlLosslessPicture(planes[0]?.address ?? 0, color, 1, 0)
  if (length < 0) throw kernelFailure(length, 'JPEG XL')
  const head = bits === 16 ? join(beforeCodestream({ length, isLevel10: true })) : new Uint8Array()
  const { jxlLosslessNext: next, jxlLosslessOutput: output } = encoder
  return { length: head.length + length, take: () => takePieces(kernel, { length, next, output }, head) }
}

/** Encodes without loss, in the kernel. */
export const lossless: Way = {
  planes: () => undefined,
  memory: ({ width, height }, { depth = 8 }) => sizes().jxlLosslessBytes(width, height, depth, 0),
  maxFile({ width, height }, { depth = 8 }) {
    const groups = Math.ceil(width / GROUP_SIDE) * Math.ceil(height / GROUP_SIDE)
    return MIN_FILE + SECTION * groups + BOXES_OVERHEAD + (depth / 2) * width * height
  },
  encode(picture, settings, kernel, limit) {
    const { length, take } = encodeLossless(picture, settings, kernel)
    limit.check(length)
    return take()
  },
}
