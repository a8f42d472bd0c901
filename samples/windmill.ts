import type { Box, Size } from '../src/engine/picture/size.ts'
import { animatedGif, type Drawing } from './gif.ts'

type Color = readonly [r: number, g: number, b: number]

const FRAMES = 16
/** Frame duration in hundredths of a second. */
const TIME = 7

/** Number of coverage levels under the sails. Coverage is counted at 3 × 3 points in a pixel. */
const LEVELS = 5
const SAMPLES = 3

const SKY_TOP: Color = [62, 107, 163]
const SKY_LOW: Color = [250, 205, 150]
const BANDS = 32
const SUN: Color = [255, 236, 190]
const HILLS: readonly Color[] = [
  [120, 138, 110],
  [78, 108, 84],
  [44, 74, 62],
]
const MILL: readonly Color[] = [
  [244, 236, 222],
  [205, 190, 176],
  [94, 58, 48],
  [60, 44, 44],
]
const SAILS: Color = [122, 40, 34]

const mix = (a: Color, b: Color, share: number): Color => [
  Math.round(a[0] + (b[0] - a[0]) * share),
  Math.round(a[1] + (b[1] - a[1]) * share),
  Math.round(a[2] + (b[2] - a[2]) * share),
]

const BACKGROUND: readonly Color[] = [
  ...Array.from({ length: BANDS }, (_, band) => mix(SKY_TOP, SKY_LOW, band / (BANDS - 1))),
  SUN,
  ...HILLS,
  ...MILL,
]
const [SUN_AT, HILLS_AT, MILL_AT] = [BANDS, BANDS + 1, BANDS + 1 + HILLS.length]

/**
 * Every background color, then the same colors under sails that cover an increasing share of the
 * pixel.
 */
const PALETTE: readonly Color[] = BACKGROUND.flatMap((color) =>
  Array.from({ length: LEVELS }, (_, level) => mix(color, SAILS, level / (LEVELS - 1))),
)

/** Hub height and sail length, relative to the mill's height. */
const HUB = 0.86
const REACH = 0.43

/**
 * Returns the palette index for the background behind the sails. Coordinates are relative to the
 * picture's height, from the middle of its bottom edge.
 */
function backgroundAt(x: number, y: number, grain: number): number {
  const mill = millAt((x - 0.14) / 0.62, (y - 0.2) / 0.62)
  if (mill >= 0) return MILL_AT + mill
  const hills = [
    0.16 + 0.05 * Math.cos(2.1 * x - 0.4),
    0.24 + 0.05 * Math.sin(2.7 * x + 2),
    0.32 + 0.04 * Math.sin(3.3 * x),
  ]
  const hill = hills.findIndex((top) => y < top)
  if (hill >= 0) return HILLS_AT + HILLS.length - 1 - hill
  if (Math.hypot(x + 0.42, y - 0.48) < 0.09) return SUN_AT
  const band = (1 - (y - 0.3) / 0.7) * (BANDS - 1) + grain
  return Math.min(BANDS - 1, Math.max(0, Math.round(band)))
}

/** Returns the part of the mill at a position, or -1 outside the mill. */
function millAt(x: number, y: number): number {
  const half = 0.2 - 0.09 * y
  if (y >= 0 && y < HUB && Math.abs(x) < half) {
    if (Math.abs(x) < 0.04 && (y < 0.16 || (y > 0.4 && y < 0.5))) return 3
    return x > half * 0.3 ? 1 : 0
  }
  return y >= HUB - 0.02 && y < 1 && Math.hypot(x, y - HUB) < 0.125 ? 2 : -1
}

/**
 * Returns `true` if a sail covers a position, given from the hub and relative to the mill's height.
 */
function isSail(x: number, y: number, turned: number): boolean {
  const distance = Math.hypot(x, y)
  if (distance > REACH) return false
  const quarter = Math.PI / 2
  const angle = (((Math.atan2(y, x) - turned) % quarter) + quarter) % quarter
  const along = distance * Math.cos(angle)
  const across = distance * Math.sin(angle)
  const isLattice = along > 0.12 && across < 0.13 && ((along * 18) % 1 < 0.35 || across > 0.11)
  return distance < 0.03 || Math.min(across, distance * Math.sin(quarter - angle)) < 0.012 || isLattice
}

/**
 * Draws a windmill on hills whose sails turn, as a GIF with 16 frames. All frames except the first
 * contain only the sails. Designed for an aspect ratio of 3:2.
 */
export function windmill({ width, height }: Size): Uint8Array<ArrayBuffer> {
  const across = (column: number) => (column - width / 2) / height
  const up = (row: number) => 1 - row / height
  // A fixed grain pattern hides the bands in the sky.
  const grain = (x: number, y: number) => (((x * 7 + y * 13 + ((x ^ y) & 1) * 5) % 16) / 16 - 0.5) * 0.9
  const behind = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    return backgroundAt(across(x + 0.5), up(y + 0.5), grain(x, y))
  })

  function cover(column: number, row: number, turned: number): number {
    let covered = 0
    for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
      const x = across(column + ((sample % SAMPLES) + 0.5) / SAMPLES)
      const y = up(row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES)
      if (isSail((x - 0.14) / 0.62, (y - 0.2) / 0.62 - HUB, turned)) covered++
    }
    return Math.round((covered / (SAMPLES * SAMPLES)) * (LEVELS - 1))
  }

  function draw(box: Box, frame: number): Drawing {
    const turned = (frame / FRAMES) * (Math.PI / 2)
    const indices = Uint8Array.from({ length: box.width * box.height }, (_, at) => {
      const [x, y] = [box.x + (at % box.width), box.y + Math.floor(at / box.width)]
      return (behind[y * width + x] ?? 0) * LEVELS + cover(x, y, turned)
    })
    return { box, indices }
  }

  const reach = REACH * 0.62 * height
  const [x, y] = [width / 2 + 0.14 * height, height * (0.8 - 0.62 * HUB)]
  const [left, top] = [Math.floor(x - reach), Math.max(0, Math.floor(y - reach))]
  const sails = {
    x: left,
    y: top,
    width: Math.ceil(x + reach) - left,
    height: Math.min(height, Math.ceil(y + reach)) - top,
  }
  const whole = { x: 0, y: 0, width, height }
  const drawings = Array.from({ length: FRAMES }, (_, frame) => draw(frame === 0 ? whole : sails, frame))
  return animatedGif({ width, height }, PALETTE, drawings, TIME)
}
