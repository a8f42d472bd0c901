import type { ByteReader } from '../../bytes/reader.ts'
import type { CommonHeader } from '../../picture/header.ts'
import { openFields } from './bits.ts'
import { openCodestream } from './codestream.ts'
import { hasAlpha, hasBlack, readImageHeader } from './image-header.ts'

/**
 * Reads a JPEG XL's header. The orientation comes from the codestream; EXIF's orientation does not
 * count (ISO/IEC 18181-2, 9.5). An animation's frame count is unknown.
 * @throws MORE more bytes are needed
 * @throws Failure corrupt
 */
export function readJxlHeader(input: ByteReader): CommonHeader<'jxl'> {
  const header = readImageHeader(openFields(openCodestream(input)), false)
  const { width, height, orientation, depth, animation, color } = header
  return {
    format: 'jxl',
    width,
    height,
    orientation,
    alpha: hasAlpha(header),
    depth,
    components: color.isGray ? 1 : hasBlack(header) ? 4 : 3,
    icc: color.icc,
    color: color.color,
    frames: animation ? undefined : 1,
    progressive: false,
  }
}
