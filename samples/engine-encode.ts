import '../src/engine/codecs/standard.ts'
import { encoders, type OutputFormat } from '../src/engine/formats/codecs.ts'
import { upload } from '../src/engine/wasm/heap.ts'
import { openKernel } from '../src/engine/wasm/kernel.ts'
import type { Encode, Encoders } from './painted.ts'

const SETTINGS = {
  quality: 88,
  lossless: false,
  nearLossless: false,
  alphaQuality: 100,
  progressive: false,
  subsampling: 'auto' as const,
  compression: 6,
  adaptive: true,
  colors: undefined,
  dither: true,
  effort: 'fast' as const,
}

const encodeAs =
  (format: OutputFormat, alpha: boolean): Encode =>
  ({ width, height, data }) => {
    const kernel = openKernel()
    const planes = [{ address: upload(kernel, data), width, height }]
    const picture = { layout: 'rgba', width, height, planes } as const
    return encoders[format].encode(picture, { ...SETTINGS, alpha }, kernel)
  }

/** The engine's encoders, for projects that do not have the encoders in `encode.ts`. */
export const ENGINE_ENCODERS: Encoders = {
  jpeg: encodeAs('jpeg', false),
  png: encodeAs('png', true),
  webp: encodeAs('webp', false),
}
