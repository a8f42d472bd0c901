import type { Frame } from '../src/engine/picture/picture.ts'
import type { Canvas } from './canvas.ts'
import { hash } from './noise.ts'
import { clamp } from './ramp.ts'
import { toSrgb } from './srgb.ts'

/** Settings for developing a painted picture. */
export interface Film {
  /** Light loss in the corners, from 0 to 1. */
  readonly vignette: number
  /** Half the grain's range at middle gray, in 8-bit steps. */
  readonly grain: number
  readonly seed: number
}

const curve = (x: number) => (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)

/**
 * Entry count in the table that combines the tone curve and the sRGB transfer function. The table
 * is indexed by the square root of the light, which leaves more entries for the shadows.
 */
const STEPS = 4096
const BRIGHTEST = 16
const TONES = Float32Array.from({ length: STEPS + 1 }, (_, i) => {
  return 255 * toSrgb(clamp(curve((i / STEPS) ** 2 * BRIGHTEST)))
})

/**
 * Turns linear light into an opaque RGBA frame: adds the vignette, applies the tone curve and adds
 * the grain.
 */
export function develop({ width, height, data }: Canvas, { vignette, grain, seed }: Film): Frame {
  const out = new Uint8Array(width * height * 4)
  const corner = (width * width + height * height) / 4
  for (let y = 0, i = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3, o += 4) {
      const radius = ((x - width / 2) ** 2 + (y - height / 2) ** 2) / corner
      const light = (1 - vignette * radius * (0.4 + 0.6 * radius)) / BRIGHTEST
      const noise = (2 * hash(x, y, seed) - 1) * grain
      for (let c = 0; c < 3; c++) {
        const position = Math.sqrt(Math.max(0, (data[i + c] as number) * light)) * STEPS
        const tone = TONES[Math.min(STEPS, Math.round(position))] as number
        out[o + c] = clamp(tone + noise * (0.35 + (tone * (255 - tone)) / 25000) + 0.5, 0, 255)
      }
      out[o + 3] = 255
    }
  }
  return { width, height, data: out }
}
