import type { EncodeOptions } from '@jsquash/jpeg/codec/enc/mozjpeg_enc.js'
import { defaultOptions } from '@jsquash/jpeg/meta.js'
import { Failure } from '../../../errors.ts'
import type { Picture } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { codecMemory, withCodec } from '../../wasm/emscripten.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'
import { modules } from '../../wasm/optional-modules.ts'

/** Settings of mozjpeg. */
export interface MozjpegSettings {
  readonly quality: number
  /** `true` if chroma is stored at half the width and height. */
  readonly halved: boolean
}

const optionsOf = ({ quality, halved }: MozjpegSettings): EncodeOptions => ({
  ...defaultOptions,
  quality,
  progressive: true,
  auto_subsample: false,
  chroma_subsample: halved ? 2 : 1,
})

// Memory of mozjpeg, measured on 2026-11-29 at qualities from 10 to 100. mozjpeg holds the pixels
// twice, two sets of coefficients, and the candidate scans from which it chooses. Noise takes the
// most memory. `COEFFICIENT` is the length of one coefficient in bytes. `SCANS` has the bytes that
// the candidate scans take for each pixel, up to a quality: noise takes 7.0 up to quality 90, with
// chroma at half its size up to quality 94. Chroma of full size takes at most twice as much.
const BASE_BYTES = 724_288
const COEFFICIENT = 2
const SCANS: readonly { readonly quality: number; readonly bytes: number }[] = [
  { quality: 90, bytes: 8 },
  { quality: 94, bytes: 13 },
  { quality: 100, bytes: 40 },
]

/** Returns the maximum size in bytes of the memory of mozjpeg. */
export function mozjpegMemory({ width, height }: Size, { quality, halved }: MozjpegSettings): number {
  const pixels = width * height
  const padded = Math.ceil(width / 16) * Math.ceil(height / 16) * 256
  const planes = halved ? 1.5 : 3
  const { bytes = 0 } = SCANS.find((each) => quality <= each.quality) ?? {}
  const scans = quality < 95 ? (bytes * planes) / 1.5 : bytes
  return codecMemory(BASE_BYTES + 8 * pixels + 2 * COEFFICIENT * planes * padded + scans * pixels)
}

/**
 * Encodes an RGBA picture as a progressive JPEG with mozjpeg, with trellis quantisation. The
 * picture stays as it is.
 * @throws Failure internal
 */
export async function encodeWithMozjpeg(
  { width, height, planes }: Picture,
  settings: MozjpegSettings,
  kernel: Kernel,
): Promise<Uint8Array<ArrayBuffer>> {
  const pixels = view(kernel, planes[0]?.address ?? 0, width * height * 4)
  const image = await withCodec(
    modules.get('mozjpeg'),
    mozjpegMemory({ width, height }, settings),
    'internal',
    ({ encode }) => encode(pixels, width, height, optionsOf(settings)),
    kernel,
  )
  if (typeof image === 'string') throw new Failure('internal', undefined, image)
  return image
}
