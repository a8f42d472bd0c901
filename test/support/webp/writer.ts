import { defaultOptions } from '@jsquash/webp/meta.js'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { codecMemory, withCodec } from '../../../src/engine/wasm/emscripten.ts'
import { LIBWEBP } from './libwebp.ts'

/** Writes a WebP with libwebp, by options that sharp does not have. */
export function writeWebp(
  { data, width, height }: Frame,
  options: Partial<typeof defaultOptions>,
): Promise<Uint8Array> {
  const settings = { ...defaultOptions, ...options }
  return withCodec(LIBWEBP, codecMemory(64e6), 'internal', ({ encode }) => {
    const file = encode(data, width, height, settings)
    if (!file) throw new Error('libwebp refuses the picture')
    return file.slice()
  })
}
