import type { Frame } from '../src/engine/picture/picture.ts'
import { type Canvas, createCanvas, paint } from './canvas.ts'
import { type Daylight, direction, illuminate } from './daylight.ts'
import { develop } from './film.ts'
import { paintHeadland } from './headland.ts'
import { filter, hex, type Rgb, scale } from './linear-rgb.ts'
import { createNoise, fbm } from './noise.ts'
import { clamp } from './ramp.ts'
import { createSky, paintSky, tabulate } from './sky.ts'
import { paintTower, paintWindow, type Site } from './tower.ts'

const slate = createNoise(61)

const WALL = hex(0xdcd6cb)
const SLATE = hex(0x3d3f4a)
const BRICK = hex(0x7a4638)

const daylight: Daylight = {
  sun: direction(-0.93, 0.24, -0.28),
  sunshine: scale(hex(0xffaa78), 2.5),
  skylight: scale(hex(0x7a8cc4), 0.75),
}

const sky = createSky({
  seed: 15,
  sun: { across: -0.66, up: 0.02 },
  zenith: hex(0x2a4a7c),
  middle: hex(0x7f97bd),
  horizon: hex(0xefb394),
  glow: hex(0xff9d5c),
  lit: hex(0xff9f86),
  shaded: hex(0x5c5f88),
  cover: 0.56,
})

/**
 * Paints a lighthouse at dusk whose beam points to the left. The scene makes a wrong orientation
 * obvious. Designed for an aspect ratio of 3:4.
 */
export function lighthouse(width: number, height: number): Frame {
  const canvas = createCanvas(width, height)
  const camera = { focal: width * 1.3, horizon: height * 0.72, eye: 7 }
  const metre = width / 55.4
  const evening = tabulate(sky, camera, 0.8, Math.max(0.9, camera.horizon / camera.focal))
  paintSky(canvas, camera, evening)
  paintTower(canvas, { x: width * 0.67, y: height * 0.7, metre }, daylight)
  paintCottage(canvas, { x: width * 0.535, y: height * 0.704, metre })
  paintHeadland(canvas, camera, evening, daylight)
  return develop(canvas, { vignette: 0.45, grain: 2.4, seed: 2 })
}

/**
 * A wall or a roof, in meters from the middle of the building's foot. Its width shrinks by `slant`
 * per meter.
 */
interface Face {
  readonly left: number
  readonly right: number
  readonly low: number
  readonly high: number
  readonly slant: number
  readonly color: (u: number, v: number) => Rgb
}

const chalk = (u: number, v: number) => scale(WALL, clamp(0.85 + 0.3 * fbm(slate, u * 3, v * 1.2, 4)))
const tiles = (u: number, v: number) => scale(SLATE, clamp(0.8 + 0.5 * fbm(slate, u * 2, v * 9, 3), 0.3, 1.3))

const FACES: readonly Face[] = [
  { left: 1.4, right: 2.2, low: 3, high: 5.9, slant: 0, color: () => BRICK },
  { left: -4.2, right: 4.2, low: -2, high: 3, slant: 0, color: chalk },
  { left: -4.6, right: 4.6, low: 3, high: 5, slant: 0.45, color: tiles },
]

function paintCottage(canvas: Canvas, { x, y, metre }: Site): void {
  const light = illuminate(daylight, 0.3, 0.75)
  for (const { left, right, low, high, slant, color } of FACES) {
    for (let row = Math.floor(y - high * metre); row < y - low * metre; row++) {
      const v = (y - row - 0.5) / metre
      const inset = (v - low) * slant
      for (
        let column = Math.floor(x + (left + inset) * metre);
        column < x + (right - inset) * metre;
        column++
      ) {
        paint(canvas, column, row, filter(color((column + 0.5 - x) / metre, v), light))
      }
    }
  }
  for (const u of [-2.7, 0, 2.7]) {
    paintWindow(canvas, { x: x + u * metre, y: y - 1.7 * metre, metre }, 0.5, 0.62)
  }
}
