import type { ShapeOf } from '../../../../src/signing/url/parameter-shape.ts'

export interface Slider {
  readonly min: number
  readonly max: number
  readonly step: number
}

/**
 * Maximum values of sliders by the kind of number. Beyond them, a slider would be too coarse. The
 * field beside the slider accepts larger values.
 */
const MAX_BY_KIND = { whole: 2000, decimal: 20, angle: 180 }

/** Returns the useful part of a range for a slider. */
export function sliderOf({ kind, min, max }: ShapeOf<'whole' | 'decimal' | 'angle'>): Slider {
  const most = Math.min(max, MAX_BY_KIND[kind])
  const step = kind === 'decimal' ? (most - min > 5 ? 0.1 : 0.05) : 1
  return { min: Math.max(min, -most), max: most, step }
}

/** Formats a number with at most two decimals, as in a URL. */
export const decimalText = (value: number) => String(Number(value.toFixed(2)))

/**
 * Returns a number one step up (1) or down (-1) from a value. The result stays within the range.
 */
export function stepped(value: number, direction: 1 | -1, step: number, { min, max }: Omit<Slider, 'step'>) {
  return decimalText(Math.min(max, Math.max(min, value + direction * step)))
}
