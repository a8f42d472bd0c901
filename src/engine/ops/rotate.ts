import type { Color } from '../color/color.ts'
import type { Size } from '../picture/size.ts'
import { rgba } from '../rows/rgba.ts'
import { heapBytes } from '../wasm/heap.ts'
import { cos, sin } from '../wasm/math.ts'
import { type Operation, onePicture } from './operation.ts'

export interface Rotate {
  /** Rotation in degrees clockwise, not a multiple of 90. */
  readonly angle: number
  /** Color for the corners that the rotated picture leaves free. */
  readonly color: Color
  /** Result size, from `rotatedSize`. */
  readonly size: Size
}

/** Rounds halves away from zero, as in C. */
const round = (x: number): number => Math.trunc(x + Math.sign(x) / 2)

/**
 * Returns an angle's cosine and sine.
 * @param angle degrees clockwise
 */
export function direction(angle: number): { cos: number; sin: number } {
  const radians = (angle * Math.PI) / 180
  return { cos: cos(radians), sin: sin(radians) }
}

function corners({ width, height }: Size, angle: number): [xs: number[], ys: number[]] {
  const { cos, sin } = direction(angle)
  return [
    [0, cos * width, -sin * height, cos * width - sin * height],
    [0, sin * width, cos * height, sin * width + cos * height],
  ]
}

/** Returns the size of the box that encloses a rotated picture, in fractional pixels. */
export function outlineSize(size: Size, angle: number): Size {
  const [width = 0, height = 0] = corners(size, angle).map((axis) => Math.max(...axis) - Math.min(...axis))
  return { width, height }
}

/**
 * Returns the size of the box that encloses a rotated picture, in whole pixels, as in libvips.
 * @param angle degrees clockwise
 */
export function rotatedSize(size: Size, angle: number): Size {
  const { width, height } = outlineSize(size, angle)
  return { width: round(width), height: round(height) }
}

/** Returns a premultiplied color as a 32-bit integer, with R in the lowest byte. */
function packed({ r, g, b, alpha }: Color): number {
  const bytes = Uint8Array.from([r * alpha, g * alpha, b * alpha, 255 * alpha], Math.round)
  return new DataView(bytes.buffer).getUint32(0, true)
}

/**
 * Rotates with bilinear interpolation, like `rotate` in libvips. The edges fade into the corner
 * color.
 */
export const rotate: Operation<Rotate> = {
  memory: (_, { size }) => heapBytes(onePicture(size)),
  run(kernel, picture, { angle, color, size }) {
    const [{ address, width, height }] = rgba(kernel, picture).planes
    const { cos, sin } = direction(angle)
    const [left = 0, top = 0] = corners({ width, height }, angle).map((axis) => round(Math.min(...axis)))
    const out = kernel.alloc(onePicture(size))
    const opaque = color.alpha === 1 && kernel.isOpaque(address, width * height)
    if (!opaque) kernel.premultiply(address, width * height)
    kernel.rotate({
      rgba: address,
      ...{ width, height, cos, sin, left, top },
      color: packed(color),
      out,
      outWidth: size.width,
      outHeight: size.height,
    })
    if (!opaque) kernel.unpremultiply(out, size.width * size.height)
    return { ...size, layout: 'rgba', planes: [{ ...size, address: out }] }
  },
}
