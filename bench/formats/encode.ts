import sharp from 'sharp'
import '../../src/engine/codecs/standard.ts'
import { encoders } from '../../src/engine/formats/codecs.ts'
import type { Frame } from '../../src/engine/picture/picture.ts'
import { SETTINGS } from '../../test/support/encode-settings.ts'
import { inKernel } from '../../test/support/operate.ts'
import { timed } from '../operations/side.ts'
import type { Format, Peer } from '../results.ts'

/** An encoded file and its CPU time in milliseconds. */
interface Encoded {
  readonly cpu: number
  readonly result: Uint8Array
}

/** Encodes a picture with Signet. */
export function encode(frame: Frame, format: Format, quality: number): Promise<Encoded> {
  const { kernel, picture } = inKernel(frame)
  return timed(() => encoders[format].encode(picture, { ...SETTINGS, quality }, kernel))
}

/** Encodes a picture with sharp. */
export function encodeBySharp(
  { data, width, height }: Frame,
  { format, effort }: Peer,
  quality: number,
): Promise<Encoded> {
  const image = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
  return timed(() => image.toFormat(format, { quality, ...(effort !== undefined && { effort }) }).toBuffer())
}
