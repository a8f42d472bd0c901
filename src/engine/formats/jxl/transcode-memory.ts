import type { CommonHeader } from '../../picture/header.ts'
import { heapBytes } from '../../wasm/heap.ts'
import { sizes } from '../../wasm/sizes.ts'
import { transcodeColor } from './transcode-color.ts'

/** JPEG header fields on which a transcode depends. */
export type JpegHeader = Pick<
  CommonHeader,
  'width' | 'height' | 'components' | 'sampling' | 'progressive' | 'rgb' | 'orientation' | 'color'
>

/** Constant part of the maximum codestream length, in bytes. */
const MORE_BYTES = 65_536

/** Returns a codestream's maximum length in bytes. Camera JPEGs become 10 to 20 % shorter. */
export const maxTranscoded = (byteLength: number): number => byteLength + (byteLength >> 2) + MORE_BYTES

/** Returns all components' sampling factors, in the format that `jxlTranscodeBytes` takes. */
export function samplingOf({ components, sampling }: JpegHeader): number {
  const full = Array.from({ length: components }, () => [1, 1] as const)
  const factors = components > 1 && sampling ? sampling : full
  return factors.reduce((all, [h, v], index) => all | (((h << 4) | v) << (8 * index)), 0)
}

/** `true` if no component is subsampled by more than 2. RGB components must not be subsampled. */
function hasSupportedSampling({ components, sampling, rgb }: JpegHeader): boolean {
  if (components === 1 || !sampling) return true
  const [wide, high] = [0, 1].map((axis) => Math.max(...sampling.map((factors) => factors[axis] ?? 1)))
  const ratios = sampling.flatMap(([h, v]) => [(wide ?? 1) / h, (high ?? 1) / v])
  return high !== 3 && ratios.every((ratio) => ratio === 1 || (ratio === 2 && !rgb))
}

/**
 * Returns the reason why JPEG XL cannot store a JPEG's coefficients, or `undefined` if it can. A
 * few files turn out to be unsupported only when they are decoded.
 */
export function transcodeObstacle(header: JpegHeader): string | undefined {
  if (header.components === 4)
    return 'JPEG XL cannot store the coefficients of a CMYK image; ask for another format'
  if (!hasSupportedSampling(header))
    return 'JPEG XL cannot store coefficients with this chroma subsampling; ask for another format'
  return undefined
}

/**
 * Returns a transcode's maximum kernel memory in bytes. It holds the file, the encoder, and the
 * coefficients for 256 lines, or all coefficients if the image has several scans.
 */
export function transcodeMemory(header: JpegHeader, byteLength: number): number {
  const { width, height, components, progressive } = header
  const sampling = samplingOf(header)
  const { profile } = transcodeColor(header)
  const encoder = sizes().jxlTranscodeBytes({
    width,
    height,
    components,
    sampling,
    ycbcr: Number(!header.rgb),
    profileBytes: profile?.length ?? 0,
  })
  const decoder = sizes().jpegCoefficientBytes(width, height, sampling, Number(progressive))
  return heapBytes(byteLength) + encoder + decoder + (profile ? heapBytes(profile.length) : 0)
}
