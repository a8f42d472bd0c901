import type { Size } from '../picture/size.ts'
import { rgba } from '../rows/rgba.ts'
import { view } from '../wasm/kernel.ts'
import { asin } from '../wasm/math.ts'
import type { Effect } from './operation.ts'

export interface Radius {
  /** Radius in pixels, above 0. Values beyond half the shorter side have no further effect. */
  readonly radius: number
}

/** Returns the area between 0 and `x` under a circle's arc. The circle's center is the origin. */
function areaBelow(x: number, radius: number): number {
  return (x * Math.sqrt(radius * radius - x * x) + radius * radius * asin(x / radius)) / 2
}

const reach = (y: number, radius: number) => Math.sqrt(Math.max(0, radius * radius - y * y))

const clamp = (x: number, min: number, max: number) => Math.max(min, Math.min(x, max))

/** Returns the exact share of a pixel that lies outside the top left corner's arc. */
function leftOut(x: number, y: number, radius: number): number {
  const [near, far] = [Math.max(radius - x - 1, 0), radius - x]
  const [low, high] = [Math.max(radius - y - 1, 0), radius - y]
  const full = clamp(reach(high, radius), near, far)
  const end = clamp(reach(low, radius), near, far)
  const below = areaBelow(end, radius) - areaBelow(full, radius) - (end - full) * low
  return (far - near) * (high - low) - (full - near) * (high - low) - below
}

const NOTHING = 1e-9

function shares(y: number, radius: number, { width, height }: Size): number[] {
  const row: number[] = []
  for (let x = 0; x < radius; x++) {
    const hidden = leftOut(x, y, radius)
    if (hidden < NOTHING) break
    // A picture's middle column or row is its own mirror image, so both corner arcs reduce its
    // alpha.
    row.push(1 - hidden * (2 * x + 1 === width ? 2 : 1) * (2 * y + 1 === height ? 2 : 1))
  }
  return row
}

/**
 * Returns a pixel with its alpha multiplied by `share`. If alpha becomes 0, the pixel also loses
 * its color.
 */
function faded(pixel: number, share: number): number {
  const alpha = Math.round((pixel >>> 24) * share)
  return alpha === 0 ? 0 : (pixel & 0xffffff) | (alpha << 24)
}

function fadeEnds(row: Uint32Array, shares: readonly number[]): void {
  for (const [left, share] of shares.entries()) {
    const right = row.length - 1 - left
    row[left] = faded(row[left] ?? 0, share)
    if (right !== left) row[right] = faded(row[right] ?? 0, share)
  }
}

/** Rounds the corners in place. Alpha is multiplied by the pixel's share inside the arc. */
export const radius: Effect<Radius> = {
  plan: (options) => options.radius !== undefined && { args: { radius: options.radius } },
  memory: () => 0,
  run(kernel, picture, args) {
    const rounded = rgba(kernel, picture)
    const [{ address, width, height }] = rounded.planes
    const { buffer, byteOffset } = view(kernel, address, width * height * 4)
    const pixels = new Uint32Array(buffer, byteOffset, width * height)
    const radius = Math.min(args.radius, width / 2, height / 2)
    for (let y = 0; y < radius; y++) {
      const row = shares(y, radius, { width, height })
      for (const at of new Set([y, height - 1 - y]))
        fadeEnds(pixels.subarray(at * width, (at + 1) * width), row)
    }
    return rounded
  },
}
