import type { EncodeOptions } from '@jsquash/webp/codec/enc/webp_enc.js'
import { defaultOptions } from '@jsquash/webp/meta.js'
import { ascii, le32 } from '../../../src/engine/bytes/bytes.ts'
import { join } from '../../../src/engine/bytes/join.ts'
import { withCodec } from '../../../src/engine/wasm/emscripten.ts'
import { makePicture } from '../picture/pictures.ts'
import { LIBWEBP } from './libwebp.ts'

/** Encodes a noisy picture with libwebp options. */
export async function encodeWebp(
  width: number,
  height: number,
  options: Partial<EncodeOptions>,
): Promise<Uint8Array<ArrayBuffer>> {
  const { data } = makePicture(width, height, { noise: 25 })
  return withCodec(LIBWEBP, 64 << 20, 'internal', ({ encode }) =>
    Uint8Array.from(encode(data, width, height, { ...defaultOptions, ...options }) ?? []),
  )
}

/**
 * Options for each feature that libwebp writes: filters, segments, partitions and kinds of
 * prediction.
 */
export const WEBP_OPTIONS: Readonly<Record<string, Partial<EncodeOptions>>> = {
  'by default': {},
  'of the lowest quality': { quality: 0 },
  'of the highest quality': { quality: 100 },
  'without a filter': { filter_strength: 0, segments: 1 },
  'with the simple filter': { filter_type: 0, filter_strength: 60, quality: 30 },
  'with the simple filter, sharp': { filter_type: 0, filter_strength: 100, filter_sharpness: 7 },
  'with the normal filter, strong': { filter_type: 1, filter_strength: 100, quality: 20 },
  'with the normal filter, a little sharp': { filter_type: 1, filter_strength: 80, filter_sharpness: 3 },
  'with the normal filter, sharp': { filter_type: 1, filter_strength: 80, filter_sharpness: 7 },
  'of one segment': { segments: 1 },
  'of four segments': { segments: 4, sns_strength: 100, quality: 40 },
  'of two segments, two partitions': { segments: 2, partitions: 1, low_memory: 1 },
  'of four partitions': { partitions: 2, low_memory: 1 },
  'of eight partitions': { partitions: 3, low_memory: 1, quality: 95 },
  'by little effort': { method: 0 },
  'by most effort': { method: 6, pass: 4, autofilter: 1 },
}

/** Returns a WebP file with one frame. */
export function webpFile(frame: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = join([frame, new Uint8Array(frame.length % 2)])
  const size = le32(frame.length)
  return join([ascii('RIFF'), le32(12 + padded.length), ascii('WEBPVP8 '), size, padded])
}
