import { releaseBuffer } from '../../bytes/release.ts'
import type { Picture } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'
import { sizes } from '../../wasm/sizes.ts'
import { vp8Encoder } from '../../wasm/vp8-encoder.ts'
import { type Attempts, lengthOrNoRoom } from '../attempts.ts'
import type { EncodeSettings } from '../codec.ts'
import { type FileLimit, UNLIMITED } from '../file-limit.ts'
import { type LumaPlane, similarityOf } from '../similarity.ts'
import { alphaMemory, alphaOutput, takeAlpha } from './alpha-encoder.ts'
import {
  inPlaceMemory,
  type LossyPlanes,
  planesInPlace,
  separateMemory,
  separatePlanes,
} from './lossy-planes.ts'
import { STILL_OVERHEAD, stillFile, stillLength } from './still-file.ts'
import type { Way } from './way.ts'

type LossySettings = Pick<EncodeSettings, 'quality' | 'alphaQuality' | 'alpha' | 'effort'>

/** Effort numbers for `vp8EncodeOpen`. All efforts take the same memory. */
const EFFORTS = { fast: 0, best: 1 } as const

const frameMemory = ({ width, height }: Size, { quality }: LossySettings): number =>
  sizes().vp8EncodeBytes(width, height, quality)

/**
 * Returns the maximum kernel memory in bytes that an encode holds at a time, without the picture.
 * @param isPart `true` if any part of a picture with this size may be encoded
 */
function kernelMemory(size: Size, settings: LossySettings, isPart: boolean): number {
  const frame = frameMemory(size, settings)
  const opaque = frame + inPlaceMemory(size)
  if (!settings.alpha) return opaque
  return Math.max(separateMemory(size) + Math.max(frame, alphaMemory(size, isPart)), opaque)
}

/** Returns the encoded file's maximum length in bytes. */
function maxFile(size: Size, settings: LossySettings): number {
  // The frame is written into the encoder's memory, so it cannot be longer than that.
  const frame = STILL_OVERHEAD + frameMemory(size, settings)
  return settings.alpha ? frame + alphaOutput(size) : frame
}

/** A picture's colors, and its alpha as an ALPH payload. */
interface Prepared {
  readonly planes: LossyPlanes
  /** ALPH payload length in bytes; `undefined` if the picture is opaque. */
  readonly alpha: number | undefined
}

/** Converts a picture to planes, and encodes its alpha. The ALPH payload overwrites the picture. */
function prepare(
  kernel: Kernel,
  picture: Picture,
  { alpha, alphaQuality }: LossySettings,
  limit: FileLimit,
  isPart: boolean,
): Prepared {
  const { width, height, layout, planes: given } = picture
  const address = given[0]?.address ?? 0
  const isOpaque = !alpha || layout !== 'rgba' || kernel.isOpaque(address, width * height) === 1
  if (isOpaque) return { planes: planesInPlace(kernel, picture), alpha: undefined }
  const planes = separatePlanes(kernel, picture, address)
  const checkpoint = kernel.heapCheckpoint()
  const payload = takeAlpha(kernel, picture, address, alphaQuality, isPart).encode(address, limit)
  kernel.heapRestore(checkpoint)
  view(kernel, address, payload.length).set(payload)
  const { length } = payload
  releaseBuffer(payload)
  return { planes, alpha: length }
}

/** Planes that are ready to be encoded, and the picture's alpha. */
interface LossyPicture {
  readonly luma: LumaPlane
  /**
   * Encodes the planes, which stay as they are.
   * @returns file length in bytes, or a negative status
   */
  encode(quality: number): number
  /** Returns the last encode's file. */
  file(): Uint8Array<ArrayBuffer>
}

/**
 * Opens a picture for lossy WebP in the kernel. A picture with transparency gets an alpha plane.
 * @param picture RGBA, gray, or full-range Y, Cb and Cr with halved chroma. It is overwritten
 * @param isPart `true` for part of an animation frame
 */
function openLossy(
  picture: Picture,
  settings: LossySettings,
  kernel: Kernel,
  limit: FileLimit,
  isPart: boolean,
): LossyPicture {
  const encoder = vp8Encoder(kernel)
  const { planes, alpha } = prepare(kernel, picture, settings, limit, isPart)
  const { y, yStride, u, v, uvStride } = planes
  const { width, height } = picture
  const checkpoint = kernel.heapCheckpoint()
  let length = 0
  return {
    luma: { width, height, address: y, stride: yStride },
    encode(quality) {
      kernel.heapRestore(checkpoint)
      const status = encoder.vp8EncodeOpen(width, height, quality, EFFORTS[settings.effort])
      length = status < 0 ? status : encoder.vp8EncodePlanes(y, yStride, u, v, uvStride)
      return length < 0 ? length : stillLength(length, alpha)
    },
    file() {
      const payload = alpha === undefined ? undefined : view(kernel, picture.planes[0]?.address ?? 0, alpha)
      const { file, at } = stillFile(picture, 'VP8 ', length, payload)
      let end = at
      for (let bytes = encoder.vp8EncodeNext(); bytes > 0; bytes = encoder.vp8EncodeNext()) {
        file.set(view(kernel, encoder.vp8EncodeOutput(), bytes), end)
        end += bytes
      }
      return file
    },
  }
}

function encodeLossy(
  picture: Picture,
  settings: LossySettings,
  kernel: Kernel,
  limit: FileLimit,
  isPart: boolean,
): Uint8Array<ArrayBuffer> {
  const opened = openLossy(picture, settings, kernel, limit, isPart)
  const length = opened.encode(settings.quality)
  if (length < 0) throw kernelFailure(length, 'WebP')
  limit.check(length)
  return opened.file()
}

/** Opens a picture that is encoded at several qualities (`Encoder.attempts`). */
export function lossyAttempts(picture: Picture, settings: EncodeSettings, kernel: Kernel): Attempts {
  const opened = openLossy(picture, settings, kernel, UNLIMITED, false)
  return {
    encode: async (quality) => lengthOrNoRoom(opened.encode(quality), quality, 'WebP'),
    file: async () => opened.file(),
    similarity: (file) => similarityOf(kernel, opened.luma, file, 'webp'),
  }
}

/**
 * Encodes lossy images in the kernel. Each picture takes kernel memory that the caller may release
 * afterwards.
 */
export const lossy: Way = {
  memory: (size, settings) => kernelMemory(size, settings, false),
  maxFile,
  partMemory: (size, settings) => kernelMemory(size, settings, true),
  maxPart: maxFile,
  kernelMemory: (size, settings) => kernelMemory(size, settings, false),
  partKernelMemory: (size, settings) => kernelMemory(size, settings, true),
  planes: ({ alpha }) => (alpha ? undefined : 'halved'),
  encode: async (picture, settings, kernel, limit) => encodeLossy(picture, settings, kernel, limit, false),
  parts: (_, settings, kernel, limit) => ({
    encode: async (picture) => encodeLossy(picture, settings, kernel, limit, true),
  }),
}
