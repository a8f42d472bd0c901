import type { Gravity, ResizeOptions, Sharp } from 'sharp'
import type { Color } from '../../../src/engine/color/color.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { bySharp } from './support.ts'

/**
 * One sharp operation, run in its own pipeline, because sharp reorders the operations in a single
 * pipeline.
 */
export type Stage = (frame: Frame) => Promise<Frame>

const CLEAR: Color = { r: 0, g: 0, b: 0, alpha: 0 }

export const by =
  (change: (image: Sharp) => Sharp): Stage =>
  (frame) =>
    bySharp(frame, change)

/**
 * Runs a change without alpha and restores the alpha afterwards. sharp would change alpha along
 * with the colors, or drop it.
 */
export const opaquely =
  (change: (image: Sharp) => Sharp): Stage =>
  async (frame) => {
    const { data, ...size } = await bySharp(frame, (image) => change(image.removeAlpha()))
    return { ...size, data: data.map((value, at) => (at % 4 === 3 ? (frame.data[at] ?? 0) : value)) }
  }

export const cut = (left: number, top: number, width: number, height: number) =>
  by((image) => image.extract({ left, top, width, height }))
export const resize = (options: ResizeOptions) =>
  by((image) => image.resize({ background: CLEAR, ...options }))
export const extend = (top: number, right: number, bottom: number, left: number, background = CLEAR) =>
  by((image) => image.extend({ top, right, bottom, left, background }))
export const rotate = (angle: number, background = CLEAR) =>
  by((image) => image.rotate(angle, { background }))
export const trim = (threshold: number) => by((image) => image.trim({ threshold }))
export const negate = by((image) => image.negate({ alpha: false }))

/**
 * Enlarges like sharp's `resize`, but without its shift of half an output pixel to the right and
 * down.
 * @param scale factor for which four source pixels become a whole number of pixels
 */
export const enlarge =
  (scale: number, interpolator: 'bicubic' | 'bilinear' = 'bicubic'): Stage =>
  async (frame) => {
    const wide = await bySharp(frame, (image) =>
      image.extend({ top: 4, right: 4, bottom: 4, left: 4, extendWith: 'copy' }),
    )
    const shift = (scale - 1) / 2
    const large = await bySharp(wide, (image) =>
      image.affine([scale, 0, 0, scale], { odx: shift, ody: shift, interpolator, background: CLEAR }),
    )
    return cut(4 * scale, 4 * scale, frame.width * scale, frame.height * scale)(large)
  }

interface Size {
  readonly width: number
  readonly height: number
}

async function withOpacity(over: Frame, { width, height }: Size, padding: number, opacity: number) {
  const sized = await resize({ width, height, fit: 'fill' })(over)
  const padded = await extend(padding, padding, padding, padding)(sized)
  const { data, ...size } = await by((image) => image.linear([1, 1, 1, opacity], [0, 0, 0, 0]))(padded)
  return { input: Buffer.from(data), raw: { ...size, channels: 4 as const } }
}

/** Lays a picture over, stretched to the given box. */
export const overlay =
  (over: Frame, left: number, top: number, size: Size = over, opacity = 1): Stage =>
  async (frame) => {
    const input = await withOpacity(over, size, 0, opacity)
    return bySharp(frame, (image) => image.composite([{ ...input, left, top }]))
  }

/** Lays a picture over at its own size, aligned and with a transparent border. */
export const aligned =
  (over: Frame, gravity: Gravity, padding: number, tile = false): Stage =>
  async (frame) => {
    const input = await withOpacity(over, over, padding, 1)
    return bySharp(frame, (image) => image.composite([{ ...input, gravity, tile }]))
  }
