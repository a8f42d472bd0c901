import { type Canvas, paint } from './canvas.ts'
import { add, mix, type Rgb, scale } from './linear-rgb.ts'
import { createNoise, fbm } from './noise.ts'
import { bell, clamp, smoothstep } from './ramp.ts'
import type { Camera } from './terrain.ts'

/**
 * Settings for an evening sky. Directions are tangents: `across` is x/z, positive to the right;
 * `up` is y/z above the horizon.
 */
export interface SkySettings {
  readonly seed: number
  /** Direction to the sun, which may be outside the picture. */
  readonly sun: { readonly across: number; readonly up: number }
  /**
   * Colors in the clear sky from the top to the horizon, and the color of the light around the sun.
   */
  readonly zenith: Rgb
  readonly middle: Rgb
  readonly horizon: Rgb
  readonly glow: Rgb
  /** Cloud colors on the sun's side and on the opposite side. */
  readonly lit: Rgb
  readonly shaded: Rgb
  /** Cloud cover, from 0 for a clear sky to 1 for an overcast sky. */
  readonly cover: number
}

/** Returns the light that comes from a direction. */
export type Sky = (across: number, up: number) => Rgb

/**
 * Creates a sky: a gradient, the glow around the sun, and a thin cloud layer on a plane above the
 * ground.
 */
export function createSky(settings: SkySettings): Sky {
  const { sun, glow, lit, shaded, cover } = settings
  const shape = createNoise(settings.seed)
  const warp = createNoise(settings.seed + 1)

  const density = (u: number, v: number, octaves: number) => {
    const tear = warp(u * 0.35, v * 0.35)
    return fbm(shape, u * 0.55 + tear * 0.9, v * 1.15 + tear * 0.5, octaves, 0.54)
  }

  return (across, up) => {
    const air = clearSky(settings, across, up)
    const slant = Math.max(0, up) + 0.075
    const u = across / slant
    const v = 1 / slant
    const thick = density(u, v, 7)
    const opacity = smoothstep(0.42 - cover, 0.95 - cover, thick) * smoothstep(-0.01, 0.1, up)
    if (opacity <= 0) return air
    // The cloud density one step towards the sun estimates how much cloud the light has crossed.
    const aside = sun.across - across
    const above = sun.up - up
    const distance = Math.hypot(aside, above) + 0.001
    const before = density(u + (0.22 * aside) / distance, v - (0.88 * above) / distance, 4)
    const light = clamp(0.5 + (thick - before) * 1.5 - (thick - 0.3 + cover) * 0.35)
    const color = mix(shaded, add(lit, scale(glow, 1.6 * bell(distance / 0.7))), light)
    return mix(air, color, opacity * 0.73)
  }
}

function clearSky({ sun, zenith, middle, horizon, glow }: SkySettings, across: number, up: number): Rgb {
  const height = clamp(up / 0.55)
  const base = mix(mix(horizon, middle, smoothstep(0, 0.42, height)), zenith, smoothstep(0.25, 1, height))
  const distance = Math.hypot((across - sun.across) * 0.8, (up - sun.up) * 1.5)
  const core = 0.9 * bell(distance / 0.3) + 5 * bell(distance / 0.045)
  return add(mix(base, glow, 0.85 * bell(distance / 0.62)), scale(glow, core))
}

const SPACING = 3 // pixels

/**
 * Samples a sky on a grid with a spacing of a few pixels, so that lookups are cheap.
 * @param across extent to the left and to the right
 * @param up extent above the horizon
 */
export function tabulate(sky: Sky, { focal }: Camera, across: number, up: number): Sky {
  const columns = Math.ceil((2 * across * focal) / SPACING) + 2
  const rows = Math.ceil((up * focal) / SPACING) + 2
  const table = Float32Array.from({ length: columns * rows * 3 }, () => 0)
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i += 3) {
      table.set(sky((column * SPACING) / focal - across, (row * SPACING) / focal), i)
    }
  }
  return (x, y) => {
    const u = clamp(((x + across) * focal) / SPACING, 0, columns - 1.001)
    const v = clamp((y * focal) / SPACING, 0, rows - 1.001)
    const column = Math.floor(u)
    const row = Math.floor(v)
    const s = u - column
    const t = v - row
    const i = (row * columns + column) * 3
    const j = i + columns * 3
    const at = (c: number) =>
      ((table[i + c] as number) * (1 - s) + (table[i + c + 3] as number) * s) * (1 - t) +
      ((table[j + c] as number) * (1 - s) + (table[j + c + 3] as number) * s) * t
    return [at(0), at(1), at(2)]
  }
}

/** Paints the sky down to just below the horizon. */
export function paintSky(canvas: Canvas, { focal, horizon }: Camera, sky: Sky): void {
  for (let y = 0; y < horizon + 2; y++) {
    const up = (horizon - y - 0.5) / focal
    for (let x = 0; x < canvas.width; x++) paint(canvas, x, y, sky((x + 0.5 - canvas.width / 2) / focal, up))
  }
}
