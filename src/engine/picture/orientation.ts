import type { Orientation } from './header.ts'
import type { Box, Size } from './size.ts'

/**
 * One of the eight ways to turn a picture by right angles, with or without mirroring. To find the
 * stored pixel for pixel (x, y) in the turned picture, mirror (x, y) along the axes that are set.
 * Then exchange x and y if `swap` is set.
 */
export interface Turn {
  readonly swap: boolean
  readonly mirrorX: boolean
  readonly mirrorY: boolean
}

/**
 * Turns that make a stored picture upright, by its orientation (CIPA DC-008 (EXIF 2.32), table for
 * tag 0x0112).
 */
const TURNS: Readonly<Record<Orientation, Turn>> = {
  1: { swap: false, mirrorX: false, mirrorY: false },
  2: { swap: false, mirrorX: true, mirrorY: false },
  3: { swap: false, mirrorX: true, mirrorY: true },
  4: { swap: false, mirrorX: false, mirrorY: true },
  5: { swap: true, mirrorX: false, mirrorY: false },
  6: { swap: true, mirrorX: true, mirrorY: false },
  7: { swap: true, mirrorX: true, mirrorY: true },
  8: { swap: true, mirrorX: false, mirrorY: true },
}

export function turnOf(orientation: Orientation): Turn {
  return TURNS[orientation]
}

/** Returns the EXIF orientation that describes a stored picture which `turn` makes upright. */
export function orientationOf({ swap, mirrorX, mirrorY }: Turn): Orientation {
  if (swap) return mirrorX ? (mirrorY ? 7 : 6) : mirrorY ? 8 : 5
  return mirrorX ? (mirrorY ? 3 : 2) : mirrorY ? 4 : 1
}

/** Returns the `Turn` that rotates a picture by 0, 90, 180 or 270 degrees clockwise. */
export function quarterTurn(degrees: number): Turn {
  const codes: Readonly<Record<number, Orientation>> = { 90: 6, 180: 3, 270: 8 }
  return TURNS[codes[degrees] ?? 1]
}

/** Returns the turn that has the same effect as `first` followed by `second`. */
export function compose(first: Turn, second: Turn): Turn {
  const [x, y] = second.swap ? [first.mirrorY, first.mirrorX] : [first.mirrorX, first.mirrorY]
  return {
    swap: first.swap !== second.swap,
    mirrorX: second.mirrorX !== x,
    mirrorY: second.mirrorY !== y,
  }
}

/** Returns the turn that undoes `turn`. */
export function inverse(turn: Turn): Turn {
  return turn.swap ? { swap: true, mirrorX: turn.mirrorY, mirrorY: turn.mirrorX } : turn
}

export function isIdentity({ swap, mirrorX, mirrorY }: Turn): boolean {
  return !swap && !mirrorX && !mirrorY
}

export function turnSize({ width, height }: Size, { swap }: Turn): Size {
  return swap ? { width: height, height: width } : { width, height }
}

/**
 * Returns a box's position in the turned picture.
 * @param size picture size before the turn
 */
export function turnBox(box: Box, size: Size, turn: Turn): Box {
  const outer = turnSize(size, turn)
  const { width, height } = turnSize(box, turn)
  const [x, y] = turn.swap ? [box.y, box.x] : [box.x, box.y]
  return {
    x: turn.mirrorX ? outer.width - x - width : x,
    y: turn.mirrorY ? outer.height - y - height : y,
    width,
    height,
  }
}
