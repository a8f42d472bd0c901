import { Failure } from '../../errors.ts'
import type { Limits } from '../../limits.ts'
import type { Header } from '../../picture/header.ts'
import type { Size } from '../../picture/size.ts'

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

export const MEGABYTE = 1e6

/** What a source has, and what of it would fit: with one decimal, rounded up and down. */
export interface FittingSource {
  readonly had: string
  readonly most: string
  readonly unit: 'megapixels' | 'megabytes'
}

/**
 * Puts the share of a source that would fit in megapixels, or of a small picture of many bytes in megabytes.
 * @param bytes length of the source; 0 where it does not matter
 * @returns `undefined` where less than a tenth of one would fit
 */
export function fittingSource(
  { width, height }: Size,
  bytes: number,
  share: number,
): FittingSource | undefined {
  for (const [unit, amount] of [
    ['megapixels', (width * height) / 1e6],
    ['megabytes', bytes / MEGABYTE],
  ] as const) {
    const most = Math.floor(amount * share * 10)
    if (most > 0) return { had: (Math.ceil(amount * 10) / 10).toFixed(1), most: (most / 10).toFixed(1), unit }
  }
  return undefined
}

/** The refusal of a source of which no output fits. */
export const tooLargeSource = ({ had, most, unit }: FittingSource) =>
  `the image has ${had} ${unit}: at most ${most} of this kind fit`

/** Says what is missing where neither a smaller source nor a smaller output would fit. */
export function neededMemory(bytes: number, room: number): string {
  const most = Math.max(0, Math.floor(room / MEGABYTE))
  return `${Math.ceil(bytes / MEGABYTE)} MB of memory are needed: at most ${most} would fit`
}
