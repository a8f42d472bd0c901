import type { LayerOptions } from '../options/layers.ts'
import { quarterTurn, turnSize } from '../picture/orientation.ts'
import type { Size } from '../picture/size.ts'
import type { Blend } from '../wasm/kernel.ts'
import { outlineSize, rotatedSize } from './rotate.ts'

/**
 * Overlay position on a base. The overlay lies entirely inside the base, and has at least one
 * pixel.
 */
export interface Placement {
  /** Picture size as drawn, before the rotation. */
  readonly size: Size
  /** Rotation in degrees clockwise, from 0 to below 360. */
  readonly angle: number
  /** Size of the box on the base that encloses the rotated picture. */
  readonly box: Size
  readonly x: number
  readonly y: number
  /** Opacity, above 0 and at most 1. */
  readonly opacity: number
  readonly blend: Blend | 'normal'
  /**
   * Distance in pixels from one copy of a repeated overlay to the next, across and down before the
   * rotation. One copy is at (x, y).
   */
  readonly pitch?: Size | undefined
}

const PADDING = 10

const pixels = (length: number, side: number): number => (length <= 1 ? length * side : length)

function wantedSize(base: Size, own: Size, options: LayerOptions): Size {
  const { scale } = options
  const width = options.width === undefined ? undefined : pixels(options.width, base.width)
  const height = options.height === undefined ? undefined : pixels(options.height, base.height)
  if (width !== undefined && height !== undefined) return { width, height }
  if (width !== undefined) return { width, height: (own.height * width) / own.width }
  if (height !== undefined) return { width: (own.width * height) / own.height, height }
  if (scale === undefined) return own
  return wantedSize(base, own, { width: scale / 100 })
}

const isRight = (angle: number): boolean => angle % 90 === 0

/** Shrinks a picture so that its rotated outline fits into the base. */
function fitted(
  base: Size,
  wanted: Size,
  angle: number,
): Pick<Placement, 'size' | 'box'> & { shrink: number } {
  const outline = outlineSize(wanted, angle)
  const shrink = Math.max(1, outline.width / base.width, outline.height / base.height)
  // The size is rounded down, because rounding up could make the outline larger than the base.
  const round = shrink > 1 && !isRight(angle) ? Math.floor : Math.round
  const rounded = (length: number) => Math.max(1, round(length / shrink))
  const size = { width: rounded(wanted.width), height: rounded(wanted.height) }
  const turn = quarterTurn(angle)
  if (!isRight(angle)) return { size, box: within(rotatedSize(size, angle), base), shrink }
  const box = within(turnSize(size, turn), base)
  return { size: turnSize(box, turn), box, shrink }
}

const within = ({ width, height }: Size, base: Size): Size => ({
  width: Math.min(width, base.width),
  height: Math.min(height, base.height),
})

/**
 * Returns an overlay's position along one axis. If a centered overlay leaves an odd number of
 * pixels, the larger part lies before the overlay, as in sharp.
 */
function aligned(
  room: number,
  padding: number,
  align: NonNullable<LayerOptions['align']>,
  near: string,
  far: string,
): number {
  if (align.includes(near)) return padding
  return align.includes(far) ? room - padding : Math.ceil(room / 2)
}

const inside = (room: number, at: number): number => Math.min(Math.max(0, at), room)

/**
 * Computes an overlay's placement. Without a requested size, the overlay keeps its own size. A
 * rotated overlay is placed by the box around it. If this box is larger than the base, the overlay
 * is shrunk, together with the gaps between its repetitions. If the box extends beyond an edge, it
 * is moved inside. A watermark therefore cannot be pushed out of a picture.
 * @param base output size
 * @param own size of the overlay's upright picture
 * @example
 * placeOverlay({ width: 600, height: 400 }, { width: 100, height: 50 }, { align: 'bottomright' })
 * // { size: { width: 100, height: 50 }, angle: 0, box: { width: 100, height: 50 },
 * //   x: 490, y: 340, opacity: 1, blend: 'normal' }
 */
export function placeOverlay(base: Size, own: Size, options: LayerOptions): Placement {
  const { align = 'center', padding = PADDING, alpha = 100, repeat = false } = options
  const { rotate = 0, blend = 'normal' } = options
  const angle = ((rotate % 360) + 360) % 360
  const { size, box, shrink } = fitted(base, wantedSize(base, own, options), angle)
  const room = { x: base.width - box.width, y: base.height - box.height }
  const placed = options.x !== undefined || options.y !== undefined
  const x = placed ? (options.x ?? 0) : aligned(room.x, padding, align, 'left', 'right')
  const y = placed ? (options.y ?? 0) : aligned(room.y, padding, align, 'top', 'bottom')
  const gap = Math.round((2 * padding) / shrink)
  return {
    size,
    angle,
    box,
    x: inside(room.x, x),
    y: inside(room.y, y),
    opacity: alpha / 100,
    blend,
    pitch: repeat ? { width: size.width + gap, height: size.height + gap } : undefined,
  }
}
