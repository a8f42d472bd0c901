import { toLab } from '../color/lab.ts'
import type { Frame } from '../picture/picture.ts'
import type { Box, Size } from '../picture/size.ts'

/**
 * Weights for edges, vivid colors and skin tones in a pixel's score. They were tuned on
 * photographs, like the constants below.
 */
const WEIGHTS = { edges: 1, skin: 1.5, saturation: 0.3 }
/** L* difference that counts as a full edge. With 100, letters and branches won over faces. */
const FULL_EDGE = 40
const VIVID = [30, 80] as const
/**
 * L*, a* and b* ranges for skin in all tones: lower bound, upper bound, and half the width of the
 * soft transition at each bound.
 */
const SKIN = [
  [35, 95, 5],
  [4, 24, 3],
  [5, 32, 3],
] as const
/**
 * Mean edge strength (0 to 1) around a pixel at which its color counts in full. Sky, walls and
 * blurred areas have less.
 */
const DETAIL = 0.15
const REACH = 3
const STEPS = 4

const share = (value: number, from: number, to: number) =>
  Math.min(1, Math.max(0, (value - from) / (to - from)))

/** Returns a vector's length. */
const lengthOf = (x: number, y: number) => Math.sqrt(x * x + y * y)

interface Field extends Size {
  readonly values: Float64Array
}

function at({ width, height, values }: Field, x: number, y: number): number {
  const column = Math.min(Math.max(x, 0), width - 1)
  const row = Math.min(Math.max(y, 0), height - 1)
  return values[row * width + column] ?? 0
}

function field({ width, height }: Size, value: (x: number, y: number) => number): Field {
  const values = new Float64Array(width * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) values[y * width + x] = value(x, y)
  return { width, height, values }
}

function blurred(of: Field): Field {
  const span = Array.from({ length: 2 * REACH + 1 }, (_, index) => index - REACH)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const across = field(of, (x, y) => mean(span.map((step) => at(of, x + step, y))))
  return field(of, (x, y) => mean(span.map((step) => at(across, x, y + step))))
}

function saliency(frame: Frame): Field {
  const alpha = field(frame, (x, y) => (frame.data[(y * frame.width + x) * 4 + 3] ?? 0) / 255)
  const lab = Array.from(alpha.values, (_, pixel) => {
    const [r = 0, g = 0, b = 0] = frame.data.subarray(pixel * 4, pixel * 4 + 3)
    return toLab([r / 255, g / 255, b / 255])
  })
  const pixel = (x: number, y: number) => y * frame.width + x
  const light = field(frame, (x, y) => (lab[pixel(x, y)]?.[0] ?? 0) * at(alpha, x, y))
  const edges = field(frame, (x, y) => {
    const across = at(light, x + 1, y) - at(light, x - 1, y)
    const down = at(light, x, y + 1) - at(light, x, y - 1)
    return Math.min(1, lengthOf(across, down) / FULL_EDGE)
  })
  const detail = blurred(edges)
  return field(frame, (x, y) => {
    const color = lab[pixel(x, y)] ?? [0, 0, 0]
    const skin = SKIN.reduce((product, [from, to, soft], axis) => {
      const value = color[axis] ?? 0
      return product * share(value, from - soft, from + soft) * share(-value, -to - soft, soft - to)
    }, 1)
    const vivid = share(lengthOf(color[1], color[2]), ...VIVID)
    const colors = WEIGHTS.skin * skin + WEIGHTS.saturation * vivid
    const surroundings = share(at(detail, x, y), 0, DETAIL)
    return at(alpha, x, y) * (WEIGHTS.edges * at(edges, x, y) + colors * surroundings)
  })
}

const overlap = (place: number, from: number, to: number) =>
  Math.max(0, Math.min(place + 1, to) - Math.max(place, from))

function profile(of: Field, region: Box, down: boolean): Float64Array {
  const sums = new Float64Array(down ? of.height : of.width)
  for (let y = 0; y < of.height; y++) {
    const row = overlap(y, region.y, region.y + region.height)
    for (let x = 0; x < of.width; x++) {
      const column = overlap(x, region.x, region.x + region.width)
      sums[down ? y : x] = (sums[down ? y : x] ?? 0) + row * column * at(of, x, y)
    }
  }
  return sums
}

/**
 * Returns where the window of `length` with the highest score starts, between `from` and `to`. The
 * window's middle weighs most, which centers a small subject. Among equal windows, the one nearest
 * to the center wins.
 */
function bestStart(sums: Float64Array, from: number, to: number, length: number): number {
  const room = to - from - length
  const count = Math.ceil((room / 2) * STEPS)
  const starts = [0]
  for (let step = 1; step <= count; step++) starts.push(-step / count, step / count)
  let best = { start: from + room / 2, score: 0 }
  for (const offset of starts) {
    const start = from + (room / 2) * (1 + offset)
    const center = start + length / 2
    const score = sums.reduce((sum, value, place) => {
      const distance = Math.abs(place + 0.5 - center) / (length / 2)
      return sum + value * overlap(place, start, start + length) * Math.max(0, 1 - (distance * distance) / 2)
    }, 0)
    // The comparison's margin prevents rounding errors from deciding between equal windows.
    if (score > best.score * (1 + 1e-9)) best = { start, score }
  }
  return best.start
}

/**
 * Finds the part of a picture that draws the eye, like `attention` in libvips. Edges count
 * everywhere. Vivid colors and skin tones count in places with detail. The result is deterministic.
 * A mirrored picture gives the mirrored box, unless two boxes are equally good.
 * @param frame a small picture
 * @param region box that contains the result, in frame pixels; may be fractional
 * @param aspect the result's aspect ratio
 * @returns the best among the largest boxes with that aspect ratio, in frame pixels
 */
export function attention(frame: Frame, region: Box, aspect: Size): Box {
  const scale = Math.min(region.width / aspect.width, region.height / aspect.height)
  const width = Math.min(region.width, aspect.width * scale)
  const height = Math.min(region.height, aspect.height * scale)
  const interest = saliency(frame)
  const x = bestStart(profile(interest, region, false), region.x, region.x + region.width, width)
  const y = bestStart(profile(interest, region, true), region.y, region.y + region.height, height)
  return { x, y, width, height }
}
