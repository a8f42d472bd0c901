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
 * @param memory bytes that a plan takes of a source with such a share of the area and of the bytes, above 0, up to 1
 * @param most bytes that there are
 * @returns the share; 0 where even the smallest source takes too much
 */
export function shareThatFits(memory: (share: number) => number, most: number): number {
  let fits = 0
  let fails = 1
  for (let round = 0; round < ROUNDS; round++) {
    const share = (fits + fails) / 2
    if (memory(share) <= most) fits = share
    else fails = share
  }
  return fits
}
