import { releaseBuffer } from '../bytes/release.ts'
import { type Picture, pixelBytes } from '../picture/picture.ts'
import { areaOf, type Size } from '../picture/size.ts'
import { type Kernel, view } from '../wasm/kernel.ts'
import { log1p } from '../wasm/math.ts'
import type { FileLimit } from './file-limit.ts'

/** Pixels that their neighbors do not predict. */
interface Surprises {
  /** Share of the pixels, from 0 to 1. */
  readonly share: number
  /** `true` if the samples have at most `MAX_COLORS` colors. */
  readonly hasFewColors: boolean
  /**
   * Mean binary logarithm of the error, which counts as bits per pixel. A lossless JPEG XL in many
   * colors takes 0.84 to 4.8 times as many bits.
   */
  readonly bits: number
}

/** Approximate number of samples. */
const SAMPLES = 4096

/** Maximum error of a level that its neighbors predict. */
const MAX_ERROR = 2 * 255

/**
 * Maximum share of surprising pixels in a drawing. Drawings and screenshots have up to 0.6, and
 * photographs at least 0.73 (279 pictures: PngSuite, Kodak, CID22 and own drawings, 2026-12-03).
 */
const MAX_SHARE = 0.6

/** Maximum colors in a drawing that is always tried, because its patterns may repeat. */
const MAX_COLORS = 64

/**
 * Measures an RGBA or gray picture at places that are spread evenly. The prediction is the gradient
 * of the left, upper and upper left neighbors, clamped to the first two or not.
 */
function measureSurprises({ width, height, layout, planes }: Picture, kernel: Kernel): Surprises {
  const channels = pixelBytes(layout)
  const row = width * channels
  const levels = view(kernel, planes[0]?.address ?? 0, row * height)
  const distance = Math.max(1, Math.floor(Math.sqrt((width * height) / SAMPLES)))
  const colors = new Set<number>()
  const errors = new Uint32Array(MAX_ERROR * channels + 1)
  let count = 0
  for (let y = 1; y < height; y += distance)
    for (let x = 1; x < width; x += distance) {
      const end = y * row + (x + 1) * channels
      let [error, clampedError, color] = [0, 0, 0]
      for (let at = end - channels; at < end; at++) {
        const level = levels[at] ?? 0
        const left = levels[at - channels] ?? 0
        const above = levels[at - row] ?? 0
        const gradient = left + above - (levels[at - row - channels] ?? 0)
        const low = Math.min(left, above)
        error += Math.abs(level - gradient)
        clampedError += Math.abs(level - Math.max(low, Math.min(left + above - low, gradient)))
        color = 256 * color + level
      }
      const least = Math.min(error, clampedError)
      errors[least] = (errors[least] ?? 0) + 1
      if (colors.size <= MAX_COLORS) colors.add(color)
      count++
    }
  const surprising = count - (errors[0] ?? 0)
  const sum = errors.reduce(
    (all, times, error) => (times > 0 ? all + (times * log1p(error)) / Math.LN2 : all),
    0,
  )
  return {
    share: surprising / Math.max(1, count),
    hasFewColors: colors.size <= MAX_COLORS,
    bits: sum / Math.max(1, count),
  }
}

/** Maximum pixels of a picture whose lossless file is always tried, such as an icon's. */
const SMALL = 2048

/** `true` if a picture's lossless file takes little time. */
export const isSmall = (size: Size): boolean => areaOf(size) <= SMALL

/**
 * Returns the length in bytes above which the file of a drawing may be longer than a lossless one.
 * It is infinite for photographs that are not small.
 */
export function losslessThreshold(picture: Picture, kernel: Kernel): number {
  if (picture.layout !== 'rgba' && picture.layout !== 'gray') return Number.POSITIVE_INFINITY
  if (isSmall(picture)) return 0
  const { share, hasFewColors, bits } = measureSurprises(picture, kernel)
  if (share > MAX_SHARE) return Number.POSITIVE_INFINITY
  return hasFewColors ? 0 : (bits * areaOf(picture)) / 8
}

/** File that the kernel has encoded. Its next encode overwrites it. */
export interface EncodedFile {
  /** Length in bytes. */
  readonly length: number
  /** Copies the file, once. */
  take(): Uint8Array<ArrayBuffer>
}

/**
 * Returns a file, or the lossless one of the same picture if that is shorter.
 * @param threshold length in bytes up to which the file is taken without an encode of the other
 * @throws Failure over-budget: the shorter file exceeds the limit
 */
export function shorterFileOf(
  file: EncodedFile,
  threshold: number,
  encodeLossless: () => EncodedFile,
  limit: FileLimit,
): Uint8Array<ArrayBuffer> {
  const taken = file.length <= limit.bytes ? file.take() : undefined
  const lossless = file.length > threshold ? encodeLossless() : undefined
  const shorter = lossless && lossless.length < file.length ? lossless : file
  if (taken && shorter === file) return taken
  if (taken) releaseBuffer(taken)
  limit.check(shorter.length)
  return shorter.take()
}
