import type { Size } from '../picture/size.ts'

/** Positions of a rectangle's edges. y points downwards. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Returns the smallest box around both boxes. */
export const union = (a: Box, b: Box): Box => ({
  left: Math.min(a.left, b.left),
  top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right),
  bottom: Math.max(a.bottom, b.bottom),
})

/** Scales a box, then moves it. */
export const placed = (
  { left, top, right, bottom }: Box,
  { x, y }: { readonly x: number; readonly y: number },
  scale = 1,
): Box => ({
  left: x + left * scale,
  top: y + top * scale,
  right: x + right * scale,
  bottom: y + bottom * scale,
})

/** Returns the smallest box with integer edges around a box. */
export const integerBox = ({ left, top, right, bottom }: Box): Box => ({
  left: Math.floor(left),
  top: Math.floor(top),
  right: Math.ceil(right),
  bottom: Math.ceil(bottom),
})

/** Returns a box's size, at least one pixel on each side. */
export const sizeOf = ({ left, top, right, bottom }: Box): Size => ({
  width: Math.max(1, right - left),
  height: Math.max(1, bottom - top),
})

/** Adds a margin to all sides of a box. */
export const spread = ({ left, top, right, bottom }: Box, by: number): Box => ({
  left: left - by,
  top: top - by,
  right: right + by,
  bottom: bottom + by,
})
