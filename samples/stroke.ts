import { type Canvas, paint } from './canvas.ts'
import type { Rgb } from './linear-rgb.ts'
import { clamp } from './ramp.ts'

/**
 * Paints a straight line with round ends and soft edges. Lines thinner than a pixel are fainter.
 */
export function paintStroke(
  canvas: Canvas,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  radius: number,
  color: Rgb,
): void {
  const dx = x1 - x0
  const dy = y1 - y0
  const squared = dx * dx + dy * dy + 1e-9
  const edge = radius + 0.5
  const strength = Math.min(1, radius * 1.6)
  const right = Math.ceil(Math.max(x0, x1) + edge)
  const bottom = Math.ceil(Math.max(y0, y1) + edge)
  for (let y = Math.floor(Math.min(y0, y1) - edge); y <= bottom; y++) {
    for (let x = Math.floor(Math.min(x0, x1) - edge); x <= right; x++) {
      const t = clamp(((x + 0.5 - x0) * dx + (y + 0.5 - y0) * dy) / squared)
      const u = x + 0.5 - x0 - t * dx
      const v = y + 0.5 - y0 - t * dy
      const cover = clamp(edge - Math.sqrt(u * u + v * v))
      if (cover > 0) paint(canvas, x, y, color, cover * strength)
    }
  }
}
