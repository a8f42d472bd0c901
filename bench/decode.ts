import sharp from 'sharp'
import { runProgram } from '../cli/run-program.ts'
import { probe } from '../src/engine/formats/probe.ts'
import { decodeJxl, interleave } from '../test/support/jxl/decoder/decode.ts'

/** RGB samples with 8 bits. */
export interface Rgb {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** Program from libjxl. Debian's package `libjxl-tools` contains it. */
const JXL_DECODER = 'djxl'

async function decodeBySharp(file: Uint8Array): Promise<Rgb> {
  const image = sharp(file).removeAlpha().raw()
  const { data, info } = await image.toBuffer({ resolveWithObject: true })
  if (info.channels !== 3) throw new Error(`a picture of ${info.channels} channels`)
  return { width: info.width, height: info.height, data }
}

/** Decodes a JPEG XL with the decoder from the tests. A megapixel takes more than a second. */
function decodeByTests(file: Uint8Array): Rgb {
  const decoded = decodeJxl(file)
  const [red, green = red, blue = red] = decoded.planes.slice(
    0,
    decoded.header.color.space === 'gray' ? 1 : 3,
  )
  const planes = [red, green, blue].filter((plane) => plane !== undefined)
  const data = Uint8Array.from(interleave({ ...decoded, planes }, 8))
  return { width: decoded.width, height: decoded.height, data }
}

async function decodeJpegXl(file: Uint8Array, program: string): Promise<Rgb> {
  const png = await runProgram(program, ['-', '-', '--output_format', 'png'], file)
  if (!png) return decodeByTests(file)
  if (png.length === 0) throw new Error(`${program} refuses the picture`)
  return decodeBySharp(png)
}

/**
 * Decodes an image without its alpha channel. An animation becomes its first frame. djxl decodes
 * JPEG XL, which sharp's prebuilt binary does not read. If djxl is not installed, the decoder from
 * the tests replaces it.
 * @param program djxl's name
 */
export function decodeFile(file: Uint8Array, program = JXL_DECODER): Promise<Rgb> {
  const isJpegXl = probe(file, true)?.format === 'jxl'
  return isJpegXl ? decodeJpegXl(file, program) : decodeBySharp(file)
}
