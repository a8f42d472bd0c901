import type { Extent } from './boxes.ts'

/** The picture's visible part along one axis of the frame, in CSS pixels. */
export type Part = readonly [start: number, end: number]

/** Width and height that a label takes at most, in CSS pixels. A test compares both. */
export const LABEL: Extent = { width: 60, height: 20 }

/** Distance from a label to the picture's edges, in CSS pixels. */
const INSET = 8

/** A label's CSS position in the frame. `translate` moves it left or up by its own size. */
type Place = Readonly<Record<'left' | 'top' | 'translate', string>>

export interface LabelPlaces {
  readonly before: Place
  readonly after: Place
}

const length = ([start, end]: Part) => end - start

const NAMES = ['before', 'after'] as const

/**
 * Returns the label positions at the picture's lower corners. A label that does not fit into the
 * picture lies beside or below it, never across its edge.
 */
export function labelPlaces(across: Part, down: Part): LabelPlaces {
  const isNarrow = length(across) < 2 * (LABEL.width + INSET)
  const isLow = length(down) < LABEL.height + 2 * INSET
  const place = (end: 0 | 1): Place => {
    // A label inside the left end and one outside the right end start there. The others end there.
    const starts = (end === 0) !== isNarrow
    return {
      left: `${across[end] + (starts ? INSET : -INSET)}px`,
      top: `${down[1] + (isLow ? INSET : -INSET)}px`,
      translate: `${starts ? 0 : -100}% ${isLow ? 0 : -100}%`,
    }
  }
  return { before: place(0), after: place(1) }
}

/** Returns the names of the labels that the divider does not cover, for its place from 0 to 1. */
export function shownLabels(across: Part, divider: number): readonly (keyof LabelPlaces)[] {
  const total = length(across)
  const needed = Math.min(LABEL.width + 2 * INSET, total / 2)
  const shares = { before: divider, after: 1 - divider }
  return NAMES.filter((name) => shares[name] * total >= needed)
}
