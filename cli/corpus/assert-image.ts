import sharp from 'sharp'
import { probe } from '../../src/engine/formats/probe.ts'
import { runProgram } from '../run-program.ts'

/** JPEG XL decoder, which sharp's prebuilt binary lacks. Debian's `libjxl-tools` contains it. */
export const JXL_DECODER = 'djxl'

/**
 * Checks that an image decodes. For a JPEG XL, only the header is read if its decoder is not
 * installed.
 * @param type its `content-type`
 * @param jxlDecoder program that decodes JPEG XL
 * @returns `true` if the whole image was decoded, `false` if only its header was read
 * @throws Error, Failure: the image does not decode
 */
export async function assertImage(
  file: Uint8Array,
  type: string | null,
  jxlDecoder = JXL_DECODER,
): Promise<boolean> {
  if (type !== 'image/jxl') {
    await sharp(file, { limitInputPixels: false }).raw().toBuffer()
    return true
  }
  probe(file, true)
  const png = await runProgram(jxlDecoder, ['-', '-', '--output_format', 'png'], file)
  if (png?.length === 0) throw new Error(`${jxlDecoder} does not decode the image`)
  return png !== undefined
}
