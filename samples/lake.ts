import { type Canvas, paint, readRow } from './canvas.ts'
import { add, BLACK, hex, mix, type Rgb, scale } from './linear-rgb.ts'
import { createNoise, fbm, hash } from './noise.ts'
import { clamp, smoothstep } from './ramp.ts'
import type { Camera } from './terrain.ts'

const ripple = createNoise(21)
const breeze = createNoise(22)

const DEEP = hex(0x0a2630)

const WAVE = 9 // metres
const STEEPNESS = 0.0055

/**
 * Paints still water below the horizon: the picture above the horizon, mirrored and broken by
 * ripples. Waves smaller than a pixel blur the reflection vertically.
 */
export function paintLake(canvas: Canvas, { focal, horizon, eye }: Camera): void {
  const { width, height } = canvas
  const metres = eye * 1000
  for (let y = Math.ceil(horizon); y < height; y++) {
    const drop = (y + 0.5 - horizon) / focal
    const z = metres / drop
    const footprint = (z * z) / (focal * metres)
    const fresnel = 0.04 + 0.96 * (1 - drop * 0.9) ** 4
    for (let x = 0; x < width; x++) {
      const across = ((x + 0.5 - width / 2) / focal) * z
      const wind = smoothstep(-0.35, 0.5, fbm(breeze, across / 90, z / 55, 3))
      const rough = STEEPNESS * (0.25 + wind) * focal
      const { slope, lost } = waves(across, z, footprint)
      const shift = slope * rough
      const seen = mirror(
        canvas,
        x + shift * 0.5,
        2 * horizon - y - 1 - shift * 1.6,
        horizon,
        lost * rough * 2.2,
      )
      paint(canvas, x, y, mix(DEEP, seen, clamp(fresnel - slope * 0.06)))
    }
  }
}

/**
 * Adds the waves at a point on the lake.
 * @returns `slope`: the slope from waves that are larger than a pixel's footprint; `lost`: the
 *   share of the waves that are smaller
 */
function waves(across: number, z: number, footprint: number): { slope: number; lost: number } {
  const octaves = 6
  let slope = 0
  let lost = 0
  let length = WAVE
  for (let octave = 0; octave < octaves; octave++) {
    const shown = smoothstep(length * 0.6, length * 0.2, footprint)
    const skew = octave % 2 === 0 ? 0.27 : -0.19
    if (shown > 0) {
      slope += shown * ripple((across * 0.34 + z * skew) / length, (z - across * skew * 0.5) / length)
    }
    lost += (1 - shown) / octaves
    length *= 0.53
  }
  return { slope, lost }
}

function mirror(canvas: Canvas, x: number, row: number, horizon: number, spread: number): Rgb {
  const taps = spread > 0.5 ? 4 : 1
  let seen = BLACK
  for (let k = 0; k < taps; k++) {
    const chance = hash(Math.round(x), Math.round(row), k) - 0.5
    const at = row + spread * (k - (taps - 1) / 2 + chance)
    seen = add(seen, readRow(canvas, Math.round(x + chance * spread * 0.25), clamp(at, 0, horizon - 1)))
  }
  return scale(seen, 1 / taps)
}
