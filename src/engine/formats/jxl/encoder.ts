import { Failure } from '../../../errors.ts'
import { DEFAULT_QUALITY } from '../../options/default-quality.ts'
import type { Size } from '../../picture/size.ts'
import { type Encoder, type EncodeSettings, isLossless } from '../codec.ts'
import { UNLIMITED } from '../file-limit.ts'
import { lossless } from './lossless-encoder.ts'
import { lossy, lossyAttempts } from './lossy-encoder.ts'
import type { Way } from './way.ts'

/** Maximum width and height that the kernel encodes. Level 5 allows 2^18 (18181-1:2022, M.2). */
const MAX_SIDE = 65_535

/** Returns the way in which a JPEG XL with these settings is encoded. */
const wayOf = (settings: EncodeSettings): Way => (isLossless(settings) ? lossless : lossy)

function assertSides({ width, height }: Size): void {
  if (Math.max(width, height) > MAX_SIDE)
    throw new Failure('too-large', `JPEG XL: an image has at most ${MAX_SIDE} pixels a side; make it smaller`)
}

/**
 * JPEG XL encoder. The kernel writes all images. With `nearlossless` they are lossless, because
 * this encoder has no near-lossless mode.
 */
export const encoder: Encoder = {
  maxSide: MAX_SIDE,
  defaultQuality: DEFAULT_QUALITY.jxl,
  keepsChroma: () => true,
  planes: (settings) => wayOf(settings).planes(settings),
  takesHalved: true,
  takesWide: isLossless,
  alpha: true,
  profile: 'display-p3',
  maySaveLossless: (settings) => !isLossless(settings),
  memory: (size, settings) => wayOf(settings).memory(size, settings),
  maxFile: (size, settings) => wayOf(settings).maxFile(size, settings),
  kernelMemory: (size, settings) => wayOf(settings).memory(size, settings),
  async encode(picture, settings, kernel, limit = UNLIMITED) {
    assertSides(picture)
    return wayOf(settings).encode(picture, settings, kernel, limit)
  },
  attempts(picture, settings, kernel) {
    assertSides(picture)
    return lossyAttempts(picture, settings, kernel)
  },
}
