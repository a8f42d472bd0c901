import { view } from '../codecs/kernel.ts'
import type { Operation } from './operation.ts'
import type { Size } from './orientation.ts'
import { rgba } from './rgba.ts'

export interface Radius {
  /** In pixels, above 0; half of the shorter side at most is done. */
  readonly radius: number
}

/** The area below the arc of a circle about 0, from its middle to `x`. */
function areaBelow(x: number, radius: number): number {
  return (x * Math.sqrt(radius ** 2 - x ** 2) + radius ** 2 * Math.asin(x / radius)) / 2
}

/** How far a circle about 0 reaches to the side at `y`. */
const reach = (y: number, radius: number) => Math.sqrt(Math.max(0, radius ** 2 - y ** 2))

const clamp = (x: number, least: number, most: number) => Math.max(least, Math.min(x, most))

/**
 * How much of a pixel in the top left corner the circle of that corner leaves out, exactly: the pixel's part in the
 * square round a quarter of the circle, less what of it lies inside.
 * @returns 0 to 1
 */
function leftOut(x: number, y: number, radius: number): number {
  // Distances from the centre of the circle; what lies beyond it belongs to other corners.
  const [near, far] = [Math.max(radius - x - 1, 0), radius - x]
  const [low, high] = [Math.max(radius - y - 1, 0), radius - y]
  const full = clamp(reach(high, radius), near, far)
  const end = clamp(reach(low, radius), near, far)
  const below = areaBelow(end, radius) - areaBelow(full, radius) - (end - full) * low
  return (far - near) * (high - low) - (full - near) * (high - low) - below
}

/** Where a pixel of the top left corner and its mirror images stand, as numbers of pixels. */
function mirrored(x: number, y: number, { width, height }: Size): number[] {
  const [right, bottom] = [width - 1 - x, height - 1 - y]
  return [y * width + x, y * width + right, bottom * width + x, bottom * width + right]
}

/** A pixel of which a share stays; one of which nothing does has no colour either. */
function faded(pixel: number, share: number): number {
  const alpha = Math.round((pixel >>> 24) * share)
  return alpha === 0 ? 0 : (pixel & 0xffffff) | (alpha << 24)
}

/** Below this a rounding error is taken for what a circle leaves out. */
const NOTHING = 1e-9

/** Rounds the corners off, in place: alpha is multiplied by how much of a pixel the arc leaves. */
export const radius: Operation<Radius> = {
  memory: () => 0,
  run(kernel, picture, args) {
    const rounded = rgba(kernel, picture)
    const [{ address, width, height }] = rounded.planes
    const { buffer, byteOffset } = view(kernel, address, width * height * 4)
    const pixels = new Uint32Array(buffer, byteOffset, width * height)
    const radius = Math.min(args.radius, width / 2, height / 2)
    for (let y = 0; y < radius; y++) {
      for (let x = 0; x < radius; x++) {
        const hidden = leftOut(x, y, radius)
        if (hidden < NOTHING) break
        // A middle column or row is its own mirror image.
        const images = (2 * x + 1 === width ? 2 : 1) * (2 * y + 1 === height ? 2 : 1)
        const places = mirrored(x, y, { width, height })
        const values = places.map((at) => faded(pixels[at] ?? 0, 1 - hidden * images))
        for (const [index, at] of places.entries()) pixels[at] = values[index] ?? 0
      }
    }
    return rounded
  },
}
