import type { Canvas } from './canvas.ts'
import { mix, type Rgb, scale } from './linear-rgb.ts'
import { createRandom, type Random } from './noise.ts'
import { clamp } from './ramp.ts'
import { paintStroke } from './stroke.ts'

/** A conifer seen from the side, in pixels. */
export interface Conifer {
  /** Position of the trunk's foot. */
  readonly x: number
  readonly y: number
  readonly height: number
  /** Half the width across the lowest branches, relative to the height. */
  readonly spread: number
  readonly seed: number
  /**
   * Needle colors in the shade (`dark`) and on the left side, where the light comes from (`lit`).
   */
  readonly dark: Rgb
  readonly lit: Rgb
}

interface Branch {
  readonly x: number
  readonly y: number
  readonly reach: number
  readonly droop: number
  readonly color: Rgb
}

const AROUND = [-1, 1, 0.55, -0.5, 0.3, -0.25, 0.1]

/** Paints a trunk with whorls of drooping branches, from the foot to the top. */
export function paintConifer(canvas: Canvas, { x, y, height, spread, seed, dark, lit }: Conifer): void {
  const random = createRandom(seed)
  const lean = (random() - 0.5) * 0.04
  const trunk = (t: number) => x + height * (lean * t + 0.004 * Math.sin(t * 5 + seed))
  for (let k = 0; k < 12; k++) {
    const [low, high] = [k / 12, (k + 1) / 12]
    const radius = 0.4 + height * 0.008 * (1 - low) ** 1.3
    paintStroke(
      canvas,
      trunk(low),
      y - height * low,
      trunk(high),
      y - height * high,
      radius,
      mix(dark, lit, 0.12),
    )
  }
  const whorls = Math.round(30 + height * 0.1)
  for (let k = 0; k < whorls; k++) {
    const t = 0.07 + (0.93 * k) / whorls
    const length = height * (spread * (1 - t) ** 0.8 * (0.5 + 0.65 * random()) + 0.006)
    for (const side of AROUND) {
      if (Math.abs(side) > 0.3 && random() > (t < 0.2 ? 0.55 : 0.95)) continue
      const reach = side * length * (0.75 + 0.4 * random())
      const droop = Math.abs(reach) * (0.3 + 0.35 * (1 - t))
      const shine = clamp((side < 0 ? 0.55 : 0.12) + 0.5 * (random() - 0.5) + 0.15 * t)
      const from = y - height * (t + (random() - 0.5) * 0.02)
      paintBranch(
        canvas,
        { x: trunk(t), y: from, reach, droop, color: mix(dark, lit, shine * shine) },
        random,
      )
    }
  }
}

/** Paints a branch that droops and rises again at its tip, with needles above and below it. */
function paintBranch(canvas: Canvas, { x, y, reach, droop, color }: Branch, random: Random): void {
  const length = Math.abs(reach)
  const sprays = Math.max(3, Math.round(length / 2.6))
  for (let k = 1; k <= sprays; k++) {
    const s = k / sprays
    const left = x + reach * s
    const top = y + droop * (1.5 * s - 0.62 * s * s * s)
    const needle = length * 0.22 * (1.15 - s) + 1.5
    const tone = scale(color, 0.6 + 0.7 * random())
    const out = Math.sign(reach) * needle * (0.5 + 0.6 * random())
    paintStroke(canvas, left, top, left + out, top + needle * (0.25 + 0.9 * random()), 0.75, tone)
    if (k % 2 === 0)
      paintStroke(canvas, left, top, left + reach * 0.04, top - needle * 0.35 * random(), 0.6, tone)
  }
}
