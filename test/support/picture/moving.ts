import sharp, { type Sharp } from 'sharp'
import type { Size } from '../../../src/engine/picture/size.ts'
import type { Film, Shown } from '../engine/animated.ts'

/** Draws frames of a red square that moves over a gradient. */
export function movingSquare({ width, height }: Size, count: number): Sharp {
  const data = new Uint8Array(width * height * 4 * count)
  for (let frame = 0; frame < count; frame++) {
    const left = frame % width
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const isInside = x >= left && x < left + width / 3 && y > height / 4 && y < height / 2
        const pixel = isInside ? [255, 40, 20, 255] : [(x * 255) / width, (y * 255) / height, 90, 255]
        data.set(pixel, ((frame * height + y) * width + x) * 4)
      }
  }
  return sharp(data, { raw: { width, height: height * count, channels: 4, pageHeight: height } })
}

/**
 * Returns the durations of frames in milliseconds. Neighboring frames have different durations.
 */
export const delays = (count: number): number[] =>
  Array.from({ length: count }, (_, at) => 40 + 10 * (at % 4))

/** Returns a film's frames at intervals of 10 ms. */
export const shownAt = ({ frames }: Film): Shown['data'][] =>
  frames.flatMap(({ data, duration }) => Array.from({ length: Math.round(duration / 10) }, () => data))

/** Returns the maximum difference of two films, over all channels and times. */
export function maxDifferent(one: Film, other: Film): number {
  const [first, second] = [shownAt(one), shownAt(other)]
  if (first.length !== second.length) return Number.POSITIVE_INFINITY
  return first.reduce((most, data, at) => {
    const beside = second[at]
    return beside === undefined || data === beside ? most : Math.max(most, differenceOf(data, beside))
  }, 0)
}

function differenceOf(one: Uint8Array, other: Uint8Array): number {
  if (one.length !== other.length) return Number.POSITIVE_INFINITY
  return one.reduce((most, value, at) => Math.max(most, Math.abs(value - (other[at] ?? 0))), 0)
}
