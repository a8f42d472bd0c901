/** A rectangle in whole pixels. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Extent {
  readonly width: number
  readonly height: number
}

/**
 * A handle on a box. For `across` and `down`, -1 moves the left or top side, 1 the right or bottom
 * side, and 0 none.
 */
export interface Handle {
  readonly name: string
  readonly across: -1 | 0 | 1
  readonly down: -1 | 0 | 1
}

/** Handles in clockwise order from the top left corner. */
export const HANDLES: readonly Handle[] = [
  { name: 'top left', across: -1, down: -1 },
  { name: 'top', across: 0, down: -1 },
  { name: 'top right', across: 1, down: -1 },
  { name: 'right', across: 1, down: 0 },
  { name: 'bottom right', across: 1, down: 1 },
  { name: 'bottom', across: 0, down: 1 },
  { name: 'bottom left', across: -1, down: 1 },
  { name: 'left', across: -1, down: 0 },
]

export const CORNERS = HANDLES.filter(({ across, down }) => across !== 0 && down !== 0)

/**
 * Rounds a value and limits it to a range.
 * @param max is raised to `min` if it is smaller
 */
export const clamp = (value: number, min: number, max: number) =>
  Math.min(Math.max(Math.round(value), min), Math.max(min, max))

/** Moves a box by a distance in pixels. The box stays within `room`. */
export function moveBox(box: Box, dx: number, dy: number, room: Extent): Box {
  return {
    ...box,
    x: clamp(box.x + dx, 0, room.width - box.width),
    y: clamp(box.y + dy, 0, room.height - box.height),
  }
}

function moveEnd(
  start: number,
  length: number,
  by: number,
  side: -1 | 0 | 1,
  room: number,
): [number, number] {
  if (side === 0 || by === 0) return [start, length]
  if (side === 1) return [start, clamp(length + by, 1, room - start)]
  const end = start + length
  const moved = clamp(start + by, 0, end - 1)
  return [moved, end - moved]
}

/**
 * Moves a handle by a distance in pixels. The opposite side does not move. Each side is at least
 * one pixel long.
 */
export function resizeBox(box: Box, handle: Handle, dx: number, dy: number, room: Extent): Box {
  const [x, width] = moveEnd(box.x, box.width, dx, handle.across, room.width)
  const [y, height] = moveEnd(box.y, box.height, dy, handle.down, room.height)
  return { x, y, width, height }
}

/**
 * Moves a corner. The box's aspect ratio does not change, and the opposite corner does not move.
 */
export function scaleBox(box: Box, handle: Handle, dx: number, dy: number, room: Extent): Box {
  const shape = box.height / box.width
  const wanted = Math.max(handle.across * dx, (handle.down * dy) / shape)
  const [right, bottom] = [box.x + box.width, box.y + box.height]
  const across = handle.across > 0 ? room.width - box.x : right
  const down = (handle.down > 0 ? room.height - box.y : bottom) / shape
  const width = clamp(box.width + wanted, 1, Math.floor(Math.min(across, down)))
  const height = Math.max(1, Math.round(width * shape))
  return {
    x: handle.across > 0 ? box.x : right - width,
    y: handle.down > 0 ? box.y : bottom - height,
    width,
    height,
  }
}

/**
 * Returns the box with two points as opposite corners. It is at least one pixel large and within
 * `room`.
 */
export function boxBetween(from: Point, to: Point, room: Extent): Box {
  const [left, top] = [Math.min(from.x, to.x), Math.min(from.y, to.y)]
  const x = clamp(left, 0, room.width - 1)
  const y = clamp(top, 0, room.height - 1)
  return {
    x,
    y,
    width: clamp(Math.max(from.x, to.x) - x, 1, room.width - x),
    height: clamp(Math.max(from.y, to.y) - y, 1, room.height - y),
  }
}

export interface Point {
  readonly x: number
  readonly y: number
}

const STEP = 1
const LARGE_STEP = 10

/**
 * Returns the distance by which a key moves a box, in pixels. Returns `undefined` for other keys.
 */
export function keyMove(key: string, shift: boolean): readonly [dx: number, dy: number] | undefined {
  const step = shift ? LARGE_STEP : STEP
  switch (key) {
    case 'ArrowLeft':
      return [-step, 0]
    case 'ArrowRight':
      return [step, 0]
    case 'ArrowUp':
      return [0, -step]
    case 'ArrowDown':
      return [0, step]
    default:
      return undefined
  }
}

const percent = (part: number, whole: number) => `${(part / whole) * 100}%`

/** Returns the style that places a box in its room, however large the room is on the screen. */
export const boxStyle = ({ x, y, width, height }: Box, room: Extent) => ({
  left: percent(x, room.width),
  top: percent(y, room.height),
  width: percent(width, room.width),
  height: percent(height, room.height),
})
