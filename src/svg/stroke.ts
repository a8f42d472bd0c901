import { dashPeriod, maxPixels } from './geometry.ts'

/** What an outline is drawn with. */
export interface Stroke {
  readonly drawn: boolean
  readonly width: number
  /** Length of a dash and its gap, 0 for a line without. */
  readonly dash: number
  /** Whether corners are pointed, and how many widths such a one stands out at most. */
  readonly mitred: boolean
  readonly mitre: number
}

/** SVG 2, 13.5. */
export const UNSTROKED: Stroke = { drawn: false, width: 1, dash: 0, mitred: true, mitre: 4 }

/** What an element says of its stroke by its attributes and its style. */
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

/** At least as costly as either of two. */
export function costliest(a: Stroke, b: Stroke): Stroke {
  return {
    drawn: a.drawn || b.drawn,
    width: Math.max(a.width, b.width),
    dash: a.dash === 0 || b.dash === 0 ? a.dash + b.dash : Math.min(a.dash, b.dash),
    mitred: a.mitred || b.mitred,
    mitre: Math.max(a.mitre, b.mitre),
  }
}
