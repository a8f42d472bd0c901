import type { Frame } from '../../../src/engine/picture/picture.ts'
import { decodeJxl, interleave } from './decoder/decode.ts'

/** `true` if a file is a JPEG XL, with or without boxes. */
export const isJxl = (file: Uint8Array): boolean =>
  (file[0] === 0xff && file[1] === 0x0a) || Buffer.from(file.subarray(4, 8)).toString() === 'JXL '

/** Decodes a JPEG XL file with the decoder of tests, and returns RGBA with 8 bits a sample. */
export function frameOfJxl(file: Uint8Array): Frame {
  const decoded = decodeJxl(file)
  const { width, height, planes, header } = decoded
  const samples = interleave(decoded, 8)
  const alpha = header.extra.length
  const colors = planes.length - alpha
  const data = new Uint8Array(width * height * 4).fill(255)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = pixel * planes.length
    for (let channel = 0; channel < 3; channel++)
      data[4 * pixel + channel] = samples[at + Math.min(channel, colors - 1)] ?? 0
    if (alpha > 0) data[4 * pixel + 3] = samples[at + colors] ?? 0
  }
  return { width, height, data }
}
