import type { ShapeOf } from '../../../../src/signing/url/parameter-shape.ts'

export interface Slider {
  readonly min: number
  readonly max: number
  readonly step: number
}

/**
 * Sliders' maximum values by number kind. Beyond them, a slider would be too coarse. The field
 * beside the slider accepts larger values.
 */
const MAX_BY_KIND = { whole: 2000, decimal: 20, angle: 180 }

/** Maximum for a number that counts bytes rather than pixels, and the slider for it. */
const BYTES = { from: 10_000_000, slider: { min: 1000, max: 500_000, step: 1000 } }

/** Returns a slider's step for a decimal range. */
function decimalStep(range: number): number {
  if (range > 5) return 0.1
  return range > 1 ? 0.05 : 0.001
}

/** Returns a range's useful part for a slider. */
export function sliderOf({ kind, min, max }: ShapeOf<'whole' | 'decimal' | 'angle'>): Slider {
  if (kind === 'whole' && max >= BYTES.from) return BYTES.slider
  const most = Math.min(max, MAX_BY_KIND[kind])
  return { min: Math.max(min, -most), max: most, step: kind === 'decimal' ? decimalStep(most - min) : 1 }
}

/** Formats a number with at most three decimals, as in a URL. */
export const decimalText = (value: number) => String(Number(value.toFixed(3)))

/**
 * Returns a number one step up (1) or down (-1) from a value. The result stays within the range.
 */
export function stepped(value: number, direction: 1 | -1, step: number, { min, max }: Omit<Slider, 'step'>) {
  return decimalText(Math.min(max, Math.max(min, value + direction * step)))
}
