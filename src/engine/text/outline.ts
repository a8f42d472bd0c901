import { CLOSE, CUBIC, LINE, MOVE, QUADRATIC } from '../constants/kernel.ts'
import type { Box } from './box.ts'

/** Glyph outline, in font units. y points downwards. */
export interface Outline {
  /** SVG path data. It is empty if the glyph draws nothing. */
  readonly data: string
  /** Box that encloses the outline's points and control points, and the origin. */
  readonly box: Box
}

/**
 * SVG path command for each code in a recorded outline (`kernel/outline.ts`), and the number of
 * coordinates that follow it.
 */
const SEGMENTS: Readonly<Record<number, { readonly command: string; readonly count: number }>> = {
  [MOVE]: { command: 'M', count: 2 },
  [LINE]: { command: 'l', count: 2 },
  [QUADRATIC]: { command: 'q', count: 4 },
  [CUBIC]: { command: 'c', count: 6 },
  [CLOSE]: { command: 'z', count: 0 },
}
/** Maximum absolute coordinate. Fonts stay far below it, because their numbers have 16 bits. */
const MAX_COORDINATE = 1e6

/**
 * Returns the steps per font unit to which coordinates are rounded. Steps smaller than a unit
 * preserve the shape of short paths.
 */
function precisionOf(unitsPerEm: number): number {
  let steps = 2
  while (steps < 2048 / unitsPerEm) steps *= 2
  return steps
}

/** Joins numbers with as few separators as path data needs. */
function joined(numbers: readonly number[]): string {
  return numbers.reduce((text, number) => `${text}${text === '' || number < 0 ? '' : ' '}${number}`, '')
}

/**
 * Reads a glyph's recorded outline.
 * @param recording recorded segments, without the lengths at the start of the recording
 */
export function readOutline(recording: Uint8Array, unitsPerEm: number): Outline {
  const view = new DataView(recording.buffer, recording.byteOffset, recording.byteLength)
  const precision = precisionOf(unitsPerEm)
  const out: string[] = []
  const box = { left: 0, top: 0, right: 0, bottom: 0 }
  let [x, y, startX, startY] = [0, 0, 0, 0]
  const rounded = (number: number) =>
    Math.round(Math.min(MAX_COORDINATE, Math.max(-MAX_COORDINATE, number)) * precision) / precision || 0
  for (let at = 0; at < recording.length; ) {
    const { command, count } = SEGMENTS[view.getUint32(at, true)] ?? { command: '', count: 0 }
    const numbers: number[] = []
    const [fromX, fromY] = command === 'M' ? [0, 0] : [x, y]
    for (let pair = 0; pair < count; pair += 2) {
      x = rounded(view.getFloat32(at + 4 + pair * 4, true))
      y = rounded(-view.getFloat32(at + 8 + pair * 4, true))
      numbers.push(x - fromX, y - fromY)
      box.left = Math.min(box.left, x)
      box.right = Math.max(box.right, x)
      box.top = Math.min(box.top, y)
      box.bottom = Math.max(box.bottom, y)
    }
    if (command === 'M') [startX, startY] = [x, y]
    if (command === 'z') [x, y] = [startX, startY]
    out.push(command, joined(numbers))
    at += 4 + count * 4
  }
  return { data: out.join(''), box }
}
