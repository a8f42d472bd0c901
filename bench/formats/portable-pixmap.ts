import type { Frame } from '../../src/engine/picture/picture.ts'
import type { Rgb } from '../decode.ts'

/** Returns a picture without its alpha channel. */
export function opaque({ width, height, data }: Frame): Rgb {
  return { width, height, data: data.filter((_, at) => at % 4 !== 3) }
}

/** Returns a picture as a file in the format PPM. */
export function portablePixmap({ data, width, height }: Rgb): Uint8Array {
  return Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), data])
}
