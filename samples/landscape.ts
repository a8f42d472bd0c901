import type { Frame } from '../src/engine/picture/picture.ts'
import { type Canvas, createCanvas, paint } from './canvas.ts'
import { paintConifer } from './conifer.ts'
import { develop } from './film.ts'
import { paintLake } from './lake.ts'
import { hex, mix, scale } from './linear-rgb.ts'
import { paintMountains } from './mountains.ts'
import { createNoise, createRandom, fbm } from './noise.ts'
import { clamp } from './ramp.ts'
import { createSky, paintSky, tabulate } from './sky.ts'
import { paintStroke } from './stroke.ts'

const soil = createNoise(31)

const NEEDLES_DARK = hex(0x0b120d)
const NEEDLES_LIT = hex(0x66602c)
const SOIL_DARK = hex(0x10130b)
const SOIL_LIT = hex(0x4a4320)
const GRASS = hex(0x8f7636)

const sky = createSky({
  seed: 5,
  sun: { across: -0.8, up: 0.06 },
  zenith: hex(0x2f5f9e),
  middle: hex(0x7fa8cf),
  horizon: hex(0xf5c995),
  glow: scale(hex(0xffc07a), 1.1),
  lit: scale(hex(0xffd2a8), 1.15),
  shaded: hex(0x8a86a6),
  cover: 0.47,
})

const TREES = [
  { x: 0.235, tall: 0.2 },
  { x: 0.012, tall: 0.5 },
  { x: 0.15, tall: 0.36 },
  { x: 0.2, tall: 0.27 },
  { x: 0.085, tall: 0.62 },
  { x: 0.045, tall: 0.56 },
  { x: 0.115, tall: 0.46 },
]

/** Paints a mountain lake on an autumn evening. Designed for an aspect ratio of 3:2. */
export function landscape(width: number, height: number): Frame {
  const canvas = createCanvas(width, height)
  const camera = { focal: width * 0.95, horizon: height * 0.615, eye: 0.012 }
  const up = camera.horizon / camera.focal
  paintSky(canvas, camera, tabulate(sky, camera, width / 2 / camera.focal, up))
  paintMountains(canvas, camera)
  paintLake(canvas, camera)
  paintBank(canvas)
  return develop(canvas, { vignette: 0.4, grain: 2.4, seed: 1 })
}

function paintBank(canvas: Canvas): void {
  const { width, height } = canvas
  const edge = (x: number) => height * (0.905 + (0.28 * x) / width + 0.02 * fbm(soil, (x / width) * 9, 1, 4))
  const random = createRandom(8)
  for (const [seed, tree] of TREES.entries()) {
    const x = tree.x * width
    const y = edge(x) + height * 0.01
    const spread = 0.155 + 0.03 * random()
    paintConifer(canvas, {
      x,
      y,
      height: tree.tall * height,
      spread,
      seed,
      dark: NEEDLES_DARK,
      lit: NEEDLES_LIT,
    })
  }
  for (let x = 0; x < width * 0.4; x++) {
    const top = edge(x)
    for (let y = Math.floor(top); y < height; y++) {
      const grain = fbm(soil, (x / height) * 60, (y / height) * 110, 4)
      paint(canvas, x, y, mix(SOIL_DARK, SOIL_LIT, clamp(0.3 + grain * 0.8)), clamp(y + 1 - top))
    }
  }
  for (let k = 0; k < 2600; k++) {
    const x = random() * width * 0.36
    const y = edge(x) + random() ** 2 * height * 0.1
    const tall = height * (0.008 + 0.02 * random())
    paintStroke(
      canvas,
      x,
      y,
      x + tall * (random() - 0.4) * 0.8,
      y - tall,
      0.55,
      mix(SOIL_DARK, GRASS, random() ** 2),
    )
  }
}
