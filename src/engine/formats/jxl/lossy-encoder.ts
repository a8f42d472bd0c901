import { Failure } from '../../../errors.ts'
import {
  JXL_ALPHA_BYTES,
  JXL_BLOCK_BYTES,
  JXL_GROUP_BYTES,
  JXL_LARGE_GROUP_BYTES,
  JXL_MAX_NORMAL_QUALITY,
} from '../../constants/kernel.ts'
import type { Picture } from '../../picture/picture.ts'
import { areaOf, type Size } from '../../picture/size.ts'
import { copyRgba, rgba, rgbaBytes } from '../../rows/rgba.ts'
import { heapBytes } from '../../wasm/heap.ts'
import { jxlEncoder } from '../../wasm/jxl-encoder.ts'
import { type Kernel, kernelFailure } from '../../wasm/kernel.ts'
import { sizes } from '../../wasm/sizes.ts'
import { levelsOf } from '../alpha-levels.ts'
import { type Attempts, lengthOrNoRoom } from '../attempts.ts'
import type { EncodeSettings } from '../codec.ts'
import { type EncodedFile, losslessThreshold, shorterFileOf } from '../lossless-rival.ts'
import { encodeLossless, lossless } from './lossless-encoder.ts'
import { takePieces, type Way } from './way.ts'

/** Alpha level count for a picture without alpha. */
const OPAQUE = 0

/** Maximum bytes in a file that are not block data: headers and codes. */
const MIN_FILE = 65_536
/** Width and height of a block in pixels. */
const BLOCK = 8

/** Returns the number of alpha levels with which a picture is encoded; 0 if it is opaque. */
function alphaLevels(
  kernel: Kernel,
  { width, height, layout, planes }: Picture,
  { alpha, alphaQuality }: EncodeSettings,
): number {
  if (!alpha || layout !== 'rgba') return OPAQUE
  return kernel.isOpaque(planes[0]?.address ?? 0, width * height) === 1 ? OPAQUE : levelsOf(alphaQuality)
}

/** Encodes a picture. Returns the codestream's length, or a negative status. */
function encodePicture(kernel: Kernel, picture: Picture, isDisplayP3: 0 | 1): number {
  const encoder = jxlEncoder(kernel)
  const { width, height, layout, planes } = picture
  const [luma, cb, cr] = planes
  if (layout === 'rgba' && luma) return encoder.jxlLossyRgba(luma.address, isDisplayP3)
  if (layout === 'gray' && luma) return encoder.jxlLossyGray(luma.address, width)
  if (layout !== 'ycc' || !luma || !cb || !cr)
    throw new Failure('internal', undefined, `JPEG XL takes no ${layout} picture`)
  return encoder.jxlLossyPlanes({
    y: luma.address,
    yStride: luma.width,
    cb: cb.address,
    cr: cr.address,
    chromaStride: cb.width,
    halves: Number(cb.width < width) + 2 * Number(cb.height < height),
    isP3: isDisplayP3,
  })
}

const lossyMemory: Way['memory'] = ({ width, height }, { quality, alpha, alphaQuality }) =>
  sizes().jxlLossyBytes(width, height, quality, alpha ? levelsOf(alphaQuality) : OPAQUE)

/**
 * Returns the bytes that the lossy encode and then its rival take. Transparent
 * pixels are copied for the rival. A gray picture becomes RGBA, and the plan has three fourths of
 * that.
 */
function memory(size: Size, settings: EncodeSettings): number {
  const lossy = lossyMemory(size, settings)
  if (!settings.triesLossless) return lossy
  const exact = lossless.memory(size, settings)
  return settings.alpha
    ? Math.max(lossy, exact) + heapBytes(rgbaBytes(size))
    : Math.max(lossy, exact + heapBytes(areaOf(size)))
}

/**
 * Returns a function that encodes a picture at a quality. Encoding leaves the picture unchanged,
 * except for colors in transparent pixels. The function returns the codestream's length in bytes,
 * or a negative status.
 */
function openLossy(picture: Picture, settings: EncodeSettings, kernel: Kernel): (quality: number) => number {
  const encoder = jxlEncoder(kernel)
  const { width, height } = picture
  const levels = alphaLevels(kernel, picture, settings)
  const checkpoint = kernel.heapCheckpoint()
  return (quality) => {
    kernel.heapRestore(checkpoint)
    const status = encoder.jxlLossyOpen(width, height, quality, levels)
    return status < 0 ? status : encodePicture(kernel, picture, settings.isDisplayP3 ? 1 : 0)
  }
}

function takeFile(kernel: Kernel, length: number): Uint8Array<ArrayBuffer> {
  const { jxlLossyNext: next, jxlLossyOutput: output } = jxlEncoder(kernel)
  return takePieces(kernel, { length, next, output })
}

/** Encode without loss, which may make a shorter file than an encode with loss. */
interface Rival {
  /** Length in bytes of a lossy file above which the lossless one is tried. */
  readonly threshold: number
  /** Encodes the picture, once, and overwrites it. The lossy encodes are freed. */
  encode(): EncodedFile
}

/** Opens the rival of the lossy encodes that follow. It keeps the colors of transparent pixels. */
function openRival(picture: Picture, settings: EncodeSettings, kernel: Kernel): Rival {
  const threshold = settings.triesLossless ? losslessThreshold(picture, kernel) : Number.POSITIVE_INFINITY
  const kept = settings.alpha && threshold < Number.POSITIVE_INFINITY ? copyRgba(kernel, picture) : picture
  const checkpoint = kernel.heapCheckpoint()
  return {
    threshold,
    encode() {
      kernel.heapRestore(checkpoint)
      return encodeLossless(rgba(kernel, kept), settings, kernel)
    },
  }
}

/** Opens a picture that is encoded at several qualities (`Encoder.attempts`). */
export function lossyAttempts(picture: Picture, settings: EncodeSettings, kernel: Kernel): Attempts {
  const rival = openRival(picture, settings, kernel)
  const encode = openLossy(picture, settings, kernel)
  let length = 0
  return {
    async encode(quality) {
      length = encode(quality)
      return lengthOrNoRoom(length, quality, 'JPEG XL')
    },
    file: async () => takeFile(kernel, length),
    lossless(best) {
      const made = best > rival.threshold ? rival.encode() : undefined
      return made && made.length < best ? made.take() : undefined
    },
  }
}

/** Encodes with loss, in the kernel. A drawing is encoded without loss if that is shorter. */
export const lossy: Way = {
  planes: ({ alpha }) => (alpha ? undefined : 'full'),
  memory,
  maxFile({ width, height }, { quality, alpha }) {
    const blocks = Math.ceil(width / BLOCK) * Math.ceil(height / BLOCK)
    const group = quality > JXL_MAX_NORMAL_QUALITY ? JXL_LARGE_GROUP_BYTES : JXL_GROUP_BYTES
    return MIN_FILE + (JXL_BLOCK_BYTES + group + (alpha ? JXL_ALPHA_BYTES : 0)) * blocks
  },
  encode(picture, settings, kernel, limit) {
    const { threshold, encode } = openRival(picture, settings, kernel)
    const length = openLossy(picture, settings, kernel)(settings.quality)
    if (length < 0) throw kernelFailure(length, 'JPEG XL')
    return shorterFileOf({ length, take: () => takeFile(kernel, length) }, threshold, encode, limit)
  },
}
