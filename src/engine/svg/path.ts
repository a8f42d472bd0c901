import { formatNumber, NUMBER } from './number.ts'

/** Upper bounds for a shape's position and outline length, in the units of its coordinates. */
export interface Extent {
  /** Largest absolute coordinate, including control points. */
  readonly reach: number
  /**
   * Upper bound for the outline length: the sum of the horizontal and vertical distances from point
   * to point.
   */
  readonly travel: number
  readonly points: number
}

interface Segment {
  readonly command: string
  readonly numbers: readonly number[]
}

/** Argument count for each command (SVG 2, 9.3). */
const ARITY: Readonly<Record<string, number>> = { M: 2, L: 2, T: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, A: 7, Z: 0 }
const COMMAND = /[\s,]*([MLTHVCSQAZ])/iy
/** Pattern for an arc's fourth and fifth arguments. These flags need no separator after them. */
const FLAG = /[\s,]*([01])/y

/** Splits path data into segments, up to the first error, as renderers do (SVG 2, 9.5.4). */
function* segmentsOf(data: string): Generator<Segment> {
  let at = 0
  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = at
    const [whole = '', found] = pattern.exec(data) ?? []
    at += whole.length
    return found
  }
  let command = take(COMMAND)
  while (command !== undefined) {
    const arity = ARITY[command.toUpperCase()] ?? 0
    const numbers: number[] = []
    while (numbers.length < arity) {
      const isFlag = arity === 7 && (numbers.length === 3 || numbers.length === 4)
      const text = take(isFlag ? FLAG : NUMBER)
      if (text === undefined) break
      numbers.push(Number(text))
    }
    if (numbers.length === arity) yield { command, numbers }
    else if (numbers.length > 0) return
    command = take(COMMAND) ?? (numbers.length > 0 ? repeated(command) : undefined)
  }
}

const repeated = (command: string) => (command === 'M' ? 'L' : command === 'm' ? 'l' : command)

function pen() {
  let [x, y, lastX, lastY, startX, startY] = [0, 0, 0, 0, 0, 0]
  let [reach, travel, points] = [0, 0, 0]

  function go(toX: number, toY: number): void {
    travel += Math.abs(toX - x) + Math.abs(toY - y)
    reach = Math.max(reach, Math.abs(toX), Math.abs(toY))
    points++
    ;[lastX, lastY, x, y] = [x, y, toX, toY]
  }

  /**
   * Draws an arc. An ellipse that is too small to reach its end point is scaled up (SVG 2, 9.5.1).
   */
  function arc(rx: number, ry: number, toX: number, toY: number): void {
    const [smaller, larger] = [Math.min(Math.abs(rx), Math.abs(ry)), Math.max(Math.abs(rx), Math.abs(ry))]
    const ends = Math.abs(toX - x) + Math.abs(toY - y)
    const across = smaller === 0 ? ends : Math.max(larger, (ends * larger) / smaller)
    reach = Math.max(reach, Math.abs(x) + 2 * across, Math.abs(y) + 2 * across)
    travel += 8 * across
    go(toX, toY)
  }

  return {
    draw({ command, numbers }: Segment): void {
      const kind = command.toUpperCase()
      const [fromX, fromY] = command === kind ? [0, 0] : [x, y]
      const [first = 0, second = 0, , , , endX = 0, endY = 0] = numbers
      // A smooth curve begins with the last control point, mirrored. The code mirrors the previous
      // segment's last point instead, because it bounds that control point.
      if (kind === 'S' || kind === 'T') go(2 * x - lastX, 2 * y - lastY)
      if (kind === 'Z') go(startX, startY)
      else if (kind === 'H') go(fromX + first, y)
      else if (kind === 'V') go(x, fromY + first)
      else if (kind === 'A') arc(first, second, fromX + endX, fromY + endY)
      else
        for (let at = 0; at < numbers.length; at += 2)
          go(fromX + (numbers[at] ?? 0), fromY + (numbers[at + 1] ?? 0))
      if (kind === 'M') [startX, startY] = [x, y]
    },
    extent: (): Extent => ({ reach, travel, points }),
  }
}

/**
 * Reads path data.
 * @returns the path's extent, and its data rewritten without ambiguity
 */
export function readPath(data: string): Extent & { readonly data: string } {
  const { draw, extent } = pen()
  const out: string[] = []
  for (const segment of segmentsOf(data)) {
    draw(segment)
    out.push(segment.command, segment.numbers.map(formatNumber).join(' '))
  }
  return { data: out.join(''), ...extent() }
}
