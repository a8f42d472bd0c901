import sharp from 'sharp'
import '../../src/engine/codecs/standard.ts'
import { runProgram } from '../../cli/run-program.ts'
import type { EncodeSettings } from '../../src/engine/formats/codec.ts'
import { encoders, type OutputFormat } from '../../src/engine/formats/codecs.ts'
import type { Frame } from '../../src/engine/picture/picture.ts'
import { SETTINGS } from '../../test/support/engine/encode-settings.ts'
import { inKernel } from '../../test/support/engine/operate.ts'
import { timed } from '../operations/side.ts'
import type { Format } from './format.ts'
import { opaque, portablePixmap } from './portable-pixmap.ts'
import type { Peer } from './results.ts'

/** An encoded file and its CPU time in milliseconds. */
interface Encoded {
  readonly cpu: number
  readonly result: Uint8Array
}

/**
 * Encodes a picture with Signet. Settings that are not given have the values that the tests use.
 */
export function encodeWith(
  frame: Frame,
  format: OutputFormat,
  settings: Partial<EncodeSettings>,
): Promise<Encoded> {
  const { kernel, picture } = inKernel(frame)
  return timed(() => encoders[format].encode(picture, { ...SETTINGS, ...settings }, kernel))
}

/** Encodes a picture with Signet. A JPEG has halved chroma, as for photographs. */
export const encode = (frame: Frame, format: Format, quality: number): Promise<Encoded> =>
  encodeWith(frame, format, { quality, subsampling: '420' })

/** Encodes a picture without loss with Signet. */
export const encodeLossless = (frame: Frame, format: 'webp' | 'jxl'): Promise<Encoded> =>
  encodeWith(frame, format, { lossless: true })

/** Encodes a picture with sharp. */
export function encodeBySharp(
  { data, width, height }: Frame,
  { format, effort }: Peer,
  quality: number,
): Promise<Encoded> {
  const image = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
  return timed(() => image.toFormat(format, { quality, ...(effort !== undefined && { effort }) }).toBuffer())
}

/** Program from libjxl. Debian's package `libjxl-tools` contains it. */
export const JXL_ENCODER = 'cjxl'

/** Returns the version of libjxl's encoder, or `undefined` if it is not installed. */
export async function libjxlVersion(program = JXL_ENCODER): Promise<string | undefined> {
  const printed = await runProgram(program, ['--version'])
  return printed && /v([0-9.]+)/.exec(printed.toString())?.[1]
}

/**
 * Encodes a picture with libjxl as JPEG XL.
 * @throws Error if its encoder is not installed or fails
 */
export async function encodeByLibjxl(frame: Frame, effort: number, quality: number): Promise<Uint8Array> {
  const args = ['-', '-', '-e', `${effort}`, '-q', `${quality}`]
  const file = await runProgram(JXL_ENCODER, args, portablePixmap(opaque(frame)))
  if (!file?.length) throw new Error(`${JXL_ENCODER} made no file`)
  return file
}
