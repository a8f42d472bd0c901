import { Failure } from '../../../errors.ts'
import { DEFAULT_QUALITY } from '../../options/default-quality.ts'
import type { Size } from '../../picture/size.ts'
import type { Kernel } from '../../wasm/kernel.ts'
import { type Encoder, type EncodeSettings, isLossless } from '../codec.ts'
import { type FileLimit, UNLIMITED } from '../file-limit.ts'
import { lossless, nearStrength } from './lossless-encoder.ts'
import { lossy, lossyAttempts } from './lossy-encoder.ts'
import type { PartEncoder, Way } from './way.ts'

/** Maximum width and height, which have 14 bits (RFC 9649, 2.5 and 3.4). */
const MAX_SIDE = 16_383

/** Returns the way in which a WebP with these settings is encoded. */
const wayOf = (settings: EncodeSettings): Way => (isLossless(settings) ? lossless : lossy)

function assertSides({ width, height }: Size): void {
  if (Math.max(width, height) > MAX_SIDE)
    throw new Failure('too-large', `WebP: an image has at most ${MAX_SIDE} pixels a side; make it smaller`)
}

/** WebP encoder. The kernel writes all images. */
export const encoder: Encoder = {
  maxSide: MAX_SIDE,
  defaultQuality: DEFAULT_QUALITY.webp,
  keepsChroma: (_, settings) => isLossless(settings),
  planes: (settings) => wayOf(settings).planes?.(settings),
  alpha: true,
  profile: 'any',
  maySaveLossless: (settings) => nearStrength(settings) > 0,
  memory: (size, settings) => wayOf(settings).memory(size, settings),
  maxFile: (size, settings) => wayOf(settings).maxFile(size, settings),
  kernelMemory: (size, settings) => wayOf(settings).kernelMemory(size, settings),
  async encode(picture, settings, kernel, limit = UNLIMITED) {
    assertSides(picture)
    return wayOf(settings).encode(picture, settings, kernel, limit)
  },
  attempts(picture, settings, kernel) {
    assertSides(picture)
    return lossyAttempts(picture, settings, kernel)
  },
}

/**
 * Returns the maximum memory in bytes that the part encoder takes at a time, beside the picture and
 * one copy of the encoded part.
 */
export const partMemory = (size: Size, settings: EncodeSettings): number =>
  wayOf(settings).partMemory(size, settings)

/** Returns the `partMemory` bytes that live in the kernel. */
export const partKernelMemory = (size: Size, settings: EncodeSettings): number =>
  wayOf(settings).partKernelMemory(size, settings)

/** Returns the maximum length in bytes of an encoded part. */
export const maxPart = (size: Size, settings: EncodeSettings): number =>
  wayOf(settings).maxPart(size, settings)

/**
 * Opens an encoder for the parts of all frames in an animation.
 * @param limit limit for each part's length
 */
export function partEncoder(
  size: Size,
  settings: EncodeSettings,
  kernel: Kernel,
  limit: FileLimit,
): PartEncoder {
  assertSides(size)
  return wayOf(settings).parts(size, settings, kernel, limit)
}
