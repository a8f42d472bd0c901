import { Failure } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Size } from '../ops/orientation.ts'
import type { Header } from '../probe/header.ts'

/**
 * Holds a header against the limits, before anything is allocated in proportion to it.
 * @throws Failure too-large
 */
export function assertLimits({ width, height }: Header, limits: Limits): void {
  if (Math.max(width, height) > limits.side)
    throw new Failure('too-large', `the image is ${width}x${height}: at most ${limits.side} pixels a side`)
  if (width * height > limits.pixels)
    throw new Failure('too-large', `the image is ${width}x${height}: at most ${limits.pixels} pixels`)
}

/** @throws Failure too-large */
export function assertOutput({ width, height }: Size, limits: Limits): void {
  const most = limits.output_pixels
  if (width * height > most)
    throw new Failure('too-large', `the output would be ${width}x${height}: at most ${most} pixels`)
}

/** Halvings of the interval in which the answer lies. */
const ROUNDS = 20

/**
 * How much of a source would fit, of the same shape and kind.
 * @param fits whether a source with such a share of the area and of the bytes does, above 0 and below 1
 * @returns the share; 0 where even the smallest source does not fit
 */
export function shareThatFits(fits: (share: number) => boolean): number {
  let fitting = 0
  let failing = 1
  for (let round = 0; round < ROUNDS; round++) {
    const share = (fitting + failing) / 2
    if (fits(share)) fitting = share
    else failing = share
  }
  return fitting
}

/**
 * The largest whole number that fits, where smaller ones fit as well.
 * @param most which does not fit
 * @returns 0 where none does
 */
export function largestThatFits(most: number, fits: (length: number) => boolean): number {
  let fitting = 0
  let failing = most
  while (failing - fitting > 1) {
    const length = Math.floor((fitting + failing) / 2)
    if (fits(length)) fitting = length
    else failing = length
  }
  return fitting
}

/** The same source with a share of its area; what of it is coded beyond its edges is left out. */
export function shrunk({ coded: _coded, ...header }: Header, share: number): Header {
  const side = Math.sqrt(share)
  return { ...header, width: Math.ceil(header.width * side), height: Math.ceil(header.height * side) }
}

/**
 * Megapixels of a source and of the share of it that would fit, with one decimal: rounded up, and down.
 * @returns `undefined` where less than a tenth of a megapixel would fit
 */
export function megapixels({ width, height }: Size, share: number): { had: string; fit: string } | undefined {
  const tenths = (width * height) / 1e5
  const fit = Math.floor(tenths * share)
  return fit === 0 ? undefined : { had: (Math.ceil(tenths) / 10).toFixed(1), fit: (fit / 10).toFixed(1) }
}

export const MEGABYTE = 1e6

/** Says what is missing where neither a smaller source nor a smaller output would fit. */
export function neededMemory(bytes: number, room: number): string {
  const most = Math.max(0, Math.floor(room / MEGABYTE))
  return `${Math.ceil(bytes / MEGABYTE)} MB of memory are needed: at most ${most} would fit`
}
