import { dashPeriod, maxPixels } from './geometry.ts'

/** Stroke properties that determine how costly the stroke is to draw. */
export interface Stroke {
  readonly drawn: boolean
  readonly width: number
  /** Minimum length of a dash with its gap, in pixels; 0 for a solid line. */
  readonly dash: number
  /** `true` if corners are mitered. `mitre` is the miter limit in stroke widths. */
  readonly mitred: boolean
  readonly mitre: number
}

/** Stroke with the initial values for all properties (SVG 2, 13.5). */
export const UNSTROKED: Stroke = { drawn: false, width: 1, dash: 0, mitred: true, mitre: 4 }

/**
 * Returns the stroke properties that an element sets itself.
 * @param whole length in pixels to which percentages refer
 */
export function specifiedStroke(
  property: (name: string) => string | undefined,
  whole: number,
): Readonly<Partial<Stroke>> {
  const paint = property('stroke')
  const width = property('stroke-width')
  const dash = property('stroke-dasharray')
  const join = property('stroke-linejoin')
  const mitre = property('stroke-miterlimit')
  return {
    ...(paint !== undefined && { drawn: paint !== 'none' }),
    ...(width !== undefined && { width: maxPixels(width, whole) }),
    ...(dash !== undefined && { dash: dashPeriod(dash) }),
    ...(join !== undefined && { mitred: join !== 'round' && join !== 'bevel' }),
    ...(mitre !== undefined && { mitre: maxPixels(mitre, whole) }),
  }
}

/** Returns a stroke that costs at least as much as either of two strokes. */
export function costliest(a: Stroke, b: Stroke): Stroke {
  return {
    drawn: a.drawn || b.drawn,
    width: Math.max(a.width, b.width),
    dash: a.dash === 0 || b.dash === 0 ? a.dash + b.dash : Math.min(a.dash, b.dash),
    mitred: a.mitred || b.mitred,
    mitre: Math.max(a.mitre, b.mitre),
  }
}
