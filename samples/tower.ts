import { type Canvas, paint, shine } from './canvas.ts'
import { type Daylight, facing, illuminate } from './daylight.ts'
import { filter, hex, mix, type Rgb, scale } from './linear-rgb.ts'
import { createNoise, fbm } from './noise.ts'
import { bell, clamp, smoothstep } from './ramp.ts'
import { paintStroke } from './stroke.ts'

/** A building's position in a picture: the middle of its foot, and a meter's length in pixels. */
export interface Site {
  readonly x: number
  readonly y: number
  readonly metre: number
}

/** A solid of revolution between two heights, in meters. */
interface Turned {
  readonly low: number
  readonly high: number
  readonly radius: (height: number) => number
  readonly color: (height: number, across: number) => Rgb
}

const plaster = createNoise(51)

const WHITE = hex(0xd8d3c9)
const RED = hex(0x9e2a22)
const IRON = hex(0x23252b)
const BAR = scale(IRON, 0.5)
const GLASS = hex(0x2f3d4a)
const LAMP: Rgb = [16, 11.5, 6]
const PANE = scale(hex(0xffc56a), 1.7)

const GALLERY = 26
const LANTERN = 28
const ROOF = 31.6
const TOP = 34.4
const LIGHT = (LANTERN + ROOF) / 2

const shaft = (height: number) => 1.95 + 1.15 * (1 - clamp(height / GALLERY)) ** 1.6

const BODIES: readonly Turned[] = [
  { low: -1, high: GALLERY, radius: shaft, color: paintwork },
  { low: 24.7, high: GALLERY, radius: (h) => 2 + 0.75 * (h - 24.7), color: () => mix(WHITE, IRON, 0.25) },
  { low: GALLERY, high: 26.35, radius: () => 3.15, color: () => IRON },
  { low: 26.35, high: LANTERN, radius: () => 1.75, color: () => WHITE },
  { low: LANTERN, high: ROOF, radius: () => 1.6, color: () => GLASS },
  { low: ROOF, high: 31.9, radius: () => 1.95, color: () => IRON },
  { low: 31.9, high: TOP, radius: (h) => 1.8 * Math.sqrt((TOP - h) / (TOP - 31.9)), color: () => RED },
  {
    low: TOP,
    high: 34.9,
    radius: (h) => Math.sqrt(Math.max(0, 0.0625 - (h - 34.65) ** 2)),
    color: () => IRON,
  },
]

const WINDOWS = [
  { height: 4, across: -0.2 },
  { height: 9.6, across: 0.18 },
  { height: 18.4, across: -0.12 },
]

/**
 * Returns the tower's color: white and red bands, curved as seen from below, with streaks left by
 * rain.
 */
function paintwork(height: number, across: number): Rgb {
  const level = height - height * 0.021 * Math.sqrt(1 - across * across)
  const streaks = fbm(plaster, across * 9, level * 0.16, 4) + 0.4 * fbm(plaster, across * 30, level * 2.2, 3)
  const band = smoothstep(0.04, -0.04, Math.abs(((level + 1.5) % 9) - 6.2) - 1.9)
  const grime = 0.25 * smoothstep(2.5, 0, height)
  return scale(mix(WHITE, RED, band), clamp(0.86 + streaks * 0.3 - grime, 0.3, 1))
}

/** Paints a lighthouse with its lamp lit and its beam to the left. */
export function paintTower(canvas: Canvas, site: Site, daylight: Daylight): void {
  const { x, y, metre } = site
  const row = (height: number) => y - height * metre
  paintBeam(canvas, site)
  for (const body of BODIES) paintTurned(canvas, site, body, daylight)
  for (const { height, across } of WINDOWS) {
    paintWindow(canvas, { x: x + across * shaft(height) * metre, y: row(height), metre }, 0.34, 0.62)
  }
  paintGlow(canvas, { x, y: row(LIGHT), metre })
  for (let k = -3; k <= 3; k++) {
    const post = x + 1.6 * metre * Math.sin(k / 2)
    paintStroke(canvas, post, row(LANTERN), post, row(ROOF), 0.055 * metre, BAR)
  }
  paintStroke(canvas, x, row(TOP), x, row(TOP + 1.6), 0.07 * metre, BAR)
  for (let k = -9; k <= 9; k++) {
    const post = x + 3.1 * metre * Math.sin(k / 6)
    paintStroke(canvas, post, row(26.3), post, row(27.5), 0.035 * metre, BAR)
  }
  for (const height of [26.7, 27.1, 27.5]) {
    paintStroke(canvas, x - 3.1 * metre, row(height), x + 3.1 * metre, row(height), 0.04 * metre, BAR)
  }
}

function paintTurned(canvas: Canvas, { x, y, metre }: Site, body: Turned, daylight: Daylight): void {
  const bottom = y - body.low * metre
  const top = y - body.high * metre
  for (let row = Math.floor(top); row < bottom; row++) {
    const height = clamp((y - row - 0.5) / metre, body.low, body.high)
    const half = body.radius(height) * metre
    const part = Math.min(bottom, row + 1) - Math.max(top, row)
    for (let column = Math.floor(x - half); column <= x + half; column++) {
      const across = clamp((column + 0.5 - x) / half, -1, 1)
      const sun = facing([across, 0, -Math.sqrt(1 - across * across)], daylight.sun)
      const light = illuminate(daylight, sun, 0.62 + 0.15 * across)
      const cover = clamp(half + 0.5 - Math.abs(column + 0.5 - x)) * part
      paint(canvas, column, row, filter(body.color(height, across), light), cover)
    }
  }
}

/**
 * Paints a lit window with a dark frame.
 * @param width half the width in metres
 * @param height half the height in metres
 */
export function paintWindow(canvas: Canvas, { x, y, metre }: Site, width: number, height: number): void {
  const [w, h] = [width * metre, height * metre]
  for (let row = Math.floor(y - h); row <= y + h; row++) {
    for (let column = Math.floor(x - w); column <= x + w; column++) {
      const u = Math.abs(column + 0.5 - x) / w
      const v = Math.abs(row + 0.5 - y) / h
      const rim = Math.max(smoothstep(0.62, 0.8, u), smoothstep(0.78, 0.9, v))
      const bars = Math.max(smoothstep(0.16, 0.06, u), smoothstep(0.1, 0.03, v))
      paint(canvas, column, row, mix(scale(PANE, 1.1 - 0.4 * v), BAR, Math.max(rim, bars)))
    }
  }
}

function paintGlow(canvas: Canvas, { x, y, metre }: Site): void {
  const reach = Math.ceil(20 * metre)
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const distance = Math.sqrt(dx * dx + dy * dy) / metre
      if (distance > 20) continue
      const glow = 0.8 * bell(distance / 0.8) + 0.03 * bell(distance / 2.6) + 0.006 * bell(distance / 8)
      shine(canvas, Math.floor(x + dx), Math.floor(y + dy), scale(LAMP, glow))
    }
  }
}

function paintBeam(canvas: Canvas, { x, y, metre }: Site): void {
  for (let column = 0; column < x; column++) {
    const distance = (x - column) / metre
    const middle = y - (LIGHT + distance * 0.1) * metre
    const half = 0.75 + distance * 0.055
    const strength = (0.075 * Math.exp(-distance / 34)) / (0.35 + half / 2.2)
    for (let row = Math.floor(middle - half * 2 * metre); row <= middle + half * 2 * metre; row++) {
      const edge = (row + 0.5 - middle) / metre / half
      const dust = 0.85 + 0.4 * fbm(plaster, column / metre / 3, row / metre / 1.5, 3)
      shine(canvas, column, row, scale(LAMP, strength * dust * bell(edge * 1.15)))
    }
  }
}
