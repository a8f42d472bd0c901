import { join } from '../../bytes/join.ts'
import { pixelBytes } from '../../picture/picture.ts'
import { jxlEncoder } from '../../wasm/jxl-encoder.ts'
import { kernelFailure } from '../../wasm/kernel.ts'
import { sizes } from '../../wasm/sizes.ts'
import { BOXES_OVERHEAD, beforeCodestream } from './boxes.ts'
import { COLOURS, takePieces, type Way } from './way.ts'

/** Maximum number of bytes of a file in addition to those of its pixels: headers and sections. */
const MIN_FILE = 65_536
/** Maximum number of bytes of a group's section in addition to those of its pixels. */
const SECTION = 256
const GROUP_SIDE = 256

/** Numbers of the efforts for `jxlLosslessOpen`. Both take the same memory. */
const EFFORTS = { fast: 0, best: 1 } as const

/**
 * Encodes without loss, in the kernel. The codestream is written over the picture. Samples of 16
 * bits need level 10, which a file with boxes declares.
 */
export const lossless: Way = {
  planes: () => undefined,
  memory: ({ width, height }, { depth = 8 }) => sizes().jxlLosslessBytes(width, height, depth, 0),
  maxFile({ width, height }, { depth = 8 }) {
    const groups = Math.ceil(width / GROUP_SIDE) * Math.ceil(height / GROUP_SIDE)
    return MIN_FILE + SECTION * groups + BOXES_OVERHEAD + (depth / 2) * width * height
  },
  encode({ width, height, layout, planes }, { isDisplayP3, effort }, kernel, limit) {
    const encoder = jxlEncoder(kernel)
    const bits = 2 * pixelBytes(layout)
    const status = encoder.jxlLosslessOpen(width, height, bits, 0, EFFORTS[effort])
    if (status < 0) throw kernelFailure(status, 'JPEG XL')
    const colour = isDisplayP3 ? COLOURS.displayP3 : COLOURS.srgb
    const length = encoder.jxlLosslessPicture(planes[0]?.address ?? 0, colour, 1, 0)
    if (length < 0) throw kernelFailure(length, 'JPEG XL')
    const head = bits === 16 ? join(beforeCodestream({ length, isLevel10: true })) : new Uint8Array()
    limit.check(head.length + length)
    const { jxlLosslessNext: next, jxlLosslessOutput: output } = encoder
    return takePieces(kernel, { length, next, output }, head)
  },
}
