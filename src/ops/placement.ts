import type { Size } from '../picture/size.ts'

type Align =
  | 'center'
  | 'top'
  | 'topright'
  | 'right'
  | 'bottomright'
  | 'bottom'
  | 'bottomleft'
  | 'left'
  | 'topleft'

/** Overlay options, under their parameters' names. */
export interface OverlayOptions {
  readonly olalign?: Align
  /** Left and top edge in pixels; they override `olalign`. */
  readonly olx?: number
  readonly oly?: number
  /** Up to 1 a share of the base's side, above that pixels; they override `olscale`. */
  readonly olwidth?: number
  readonly olheight?: number
  /** Width in per cent of the base's. */
  readonly olscale?: number
  /** Pixels between it and the edges that `olalign` names; all round if it is repeated. */
  readonly olpadding?: number
  /** Per cent. */
  readonly olalpha?: number
  readonly olrepeat?: boolean
}

/** How an overlay lies on a base: wholly inside, at least one pixel large. */
export interface Placement {
  readonly size: Size
  readonly x: number
  readonly y: number
  /** Above 0, at most 1. */
  readonly opacity: number
  /** Distance between repetitions, across and down; the one at (x, y) is one of them. */
  readonly pitch?: Size | undefined
}

const PADDING = 10

const pixels = (length: number, side: number): number => (length <= 1 ? length * side : length)

function wantedSize(base: Size, own: Size, { olwidth, olheight, olscale }: OverlayOptions): Size {
  const width = olwidth === undefined ? undefined : pixels(olwidth, base.width)
  const height = olheight === undefined ? undefined : pixels(olheight, base.height)
  if (width !== undefined && height !== undefined) return { width, height }
  if (width !== undefined) return { width, height: (own.height * width) / own.width }
  if (height !== undefined) return { width: (own.width * height) / own.height, height }
  if (olscale === undefined) return own
  return wantedSize(base, own, { olwidth: olscale / 100 })
}

function fitted(base: Size, { width, height }: Size): { size: Size; shrink: number } {
  const shrink = Math.max(1, width / base.width, height / base.height)
  const whole = (length: number, side: number) => Math.min(side, Math.max(1, Math.round(length / shrink)))
  return { size: { width: whole(width, base.width), height: whole(height, base.height) }, shrink }
}

/** The odd pixel of a centred overlay goes before it, as in sharp. */
function aligned(room: number, padding: number, align: Align, near: string, far: string): number {
  if (align.includes(near)) return padding
  return align.includes(far) ? room - padding : Math.ceil(room / 2)
}

const inside = (room: number, at: number): number => Math.min(Math.max(0, at), room)

/**
 * Computes where an overlay lies. Without a size it keeps its own. If it is larger than the base it is shrunk, with the gaps
 * between its repetitions; beyond an edge it is moved inside: a watermark cannot be pushed out of a picture.
 * @param base size of the output
 * @param own size of the overlay's upright picture
 * @example placeOverlay({ width: 600, height: 400 }, { width: 100, height: 50 }, { olalign: 'bottomright' })
 *   // { size: { width: 100, height: 50 }, x: 490, y: 340, opacity: 1 }
 */
export function placeOverlay(base: Size, own: Size, options: OverlayOptions): Placement {
  const { olalign = 'center', olx, oly, olpadding = PADDING, olalpha = 100, olrepeat = false } = options
  const { size, shrink } = fitted(base, wantedSize(base, own, options))
  const room = { x: base.width - size.width, y: base.height - size.height }
  const placed = olx !== undefined || oly !== undefined
  const x = placed ? (olx ?? 0) : aligned(room.x, olpadding, olalign, 'left', 'right')
  const y = placed ? (oly ?? 0) : aligned(room.y, olpadding, olalign, 'top', 'bottom')
  const gap = Math.round((2 * olpadding) / shrink)
  return {
    size,
    x: inside(room.x, x),
    y: inside(room.y, y),
    opacity: olalpha / 100,
    pitch: olrepeat ? { width: size.width + gap, height: size.height + gap } : undefined,
  }
}
