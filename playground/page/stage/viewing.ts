import type { Extent } from './boxes.ts'

/**
 * Zoom factor in device pixels per picture pixel. `fit` shows the complete picture and never
 * enlarges it.
 */
export type Zoom = 'fit' | number

/** Zoom factors in the menu. */
export const ZOOMS = [0.5, 1, 2, 4, 8] as const

/** Zoom factor above which pixels are shown as squares. */
export const PIXELATED_ABOVE = 2

const [MIN_ZOOM, MAX_ZOOM] = [0.05, 16]

/**
 * Returns the device pixels per picture pixel for a zoom.
 * @param room viewport size in device pixels
 */
export function scaleOf(zoom: Zoom, size: Extent, room: Extent): number {
  if (zoom !== 'fit') return Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom))
  const scale = Math.min(1, room.width / size.width, room.height / size.height)
  return Number.isFinite(scale) && scale > 0 ? scale : 1
}

/**
 * Returns the next zoom factor in the menu above (1) or below (-1) a scale. Beyond the last factor,
 * it returns the scale itself.
 */
export function stepZoom(scale: number, direction: 1 | -1): number {
  const beyond = ZOOMS.filter((zoom) => (direction > 0 ? zoom > scale * 1.001 : zoom < scale * 0.999))
  return (direction > 0 ? beyond[0] : beyond.at(-1)) ?? scale
}

/** One axis of a picture in a viewport, in CSS pixels. */
export interface Axis {
  /** Viewport length along the axis. */
  readonly room: number
  /** Picture length along the axis, at the old scale. */
  readonly length: number
  readonly scroll: number
  /** The zoom's fixed point, measured from the viewport's start. */
  readonly at: number
}

const margin = (room: number, length: number) => Math.max(0, (room - length) / 2)

/**
 * Returns the scroll position after the picture has grown by `factor`. The fixed point does not
 * move. A picture smaller than the viewport is centered.
 */
export function scrollAfterZoom({ room, length, scroll, at }: Axis, factor: number): number {
  const point = scroll + at - margin(room, length)
  return Math.max(0, point * factor + margin(room, length * factor) - at)
}

/** Returns the start and end of the viewport's part that the picture covers, in CSS pixels. */
export function visiblePart({
  room,
  length,
  scroll,
}: Omit<Axis, 'at'>): readonly [start: number, end: number] {
  const start = margin(room, length) - scroll
  return [Math.max(0, start), Math.min(room, start + length)]
}
