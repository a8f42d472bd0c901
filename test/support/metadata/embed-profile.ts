import { deflateSync } from 'node:zlib'
import { ihdr, join, pngChunk, segment, vp8x, WEBP, webp, webpChunk } from '../bytes/image-writers.ts'

/**
 * Splits a profile into APP2 segments with at most `maxBytes` of its bytes each (ICC.1:2022, B.4).
 */
export function iccSegments(profile: Uint8Array, maxBytes = 65_519): readonly Uint8Array[] {
  const count = Math.ceil(profile.length / maxBytes)
  return Array.from({ length: count }, (_, at) => {
    return segment(
      0xe2,
      join('ICC_PROFILE\0', at + 1, count, profile.subarray(at * maxBytes, (at + 1) * maxBytes)),
    )
  })
}

export const iccpChunk = (profile: Uint8Array) => pngChunk('iCCP', join('a name\0', 0, deflateSync(profile)))

/** Inserts chunks after the chunk IHDR of a PNG. */
export function withPngChunks(file: Uint8Array, ...chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const at = 8 + ihdr().length
  return join(file.subarray(0, at), ...chunks, file.subarray(at))
}

interface Size {
  readonly width: number
  readonly height: number
}

/**
 * Functions that embed an ICC profile in a file without one, by format. A WebP must be a simple
 * file without alpha.
 */
export const EMBED: Readonly<
  Record<
    'jpeg' | 'png' | 'webp',
    (file: Uint8Array, profile: Uint8Array, size: Size) => Uint8Array<ArrayBuffer>
  >
> = {
  jpeg: (file, profile) => join(file.subarray(0, 2), ...iccSegments(profile), file.subarray(2)),
  png: (file, profile) => withPngChunks(file, iccpChunk(profile)),
  webp: (file, profile, { width, height }) =>
    webp(vp8x(WEBP.icc, width, height), webpChunk('ICCP', profile), file.subarray(12)),
}
