import type { FrameHeader } from '../frame-header.ts'
import type { BitDepth, ImageHeader } from '../image-header.ts'
import { JxlError } from '../jxl-error.ts'
import { makePlane, type Plane } from '../plane.ts'
import type { Channel } from './channel.ts'

/** X, Y and B steps in the LF image and in modular frames (ISO/IEC 18181-1:2022, G.1.2). */
export type LfSteps = readonly [x: number, y: number, b: number]

function toPlane({ width, height, data }: Channel, factor: number): Plane {
  const plane = makePlane(width, height)
  for (let at = 0; at < data.length; at++) plane.data[at] = (data[at] as number) * factor
  return plane
}

/** Factor from integers to samples. */
function factorOf({ bits, exponentBits }: BitDepth): number {
  if (exponentBits > 0) throw new JxlError('not supported: samples with exponents')
  return 1 / (2 ** bits - 1)
}

/** Converts Y, X and B − Y to X, Y and B (ISO/IEC 18181-1:2022, G.4.2). */
function toXyb([ys, xs, differences]: readonly Channel[], [stepX, stepY, stepB]: LfSteps): Plane[] {
  if (!ys || !xs || !differences) return []
  const sums = { ...ys, data: ys.data.map((y, at) => y + (differences.data[at] ?? 0)) }
  return [toPlane(xs, stepX), toPlane(ys, stepY), toPlane(sums, stepB)]
}

/** Converts the colors of a modular frame to planes: gray, RGB, XYB, or Cb, Y and Cr. */
export function colorPlanes(
  colors: readonly Channel[],
  image: ImageHeader,
  frame: FrameHeader,
  steps: LfSteps,
): Plane[] {
  if (frame.transform === 'xyb') return toXyb(colors, steps)
  const factor = factorOf(image.depth)
  return colors.map((channel) => toPlane(channel, factor))
}

/** Converts extra channels to planes. */
export const extraPlanes = (channels: readonly Channel[], { extra }: ImageHeader): Plane[] =>
  channels.map((channel, at) => toPlane(channel, factorOf(extra[at]?.depth ?? { bits: 8, exponentBits: 0 })))
