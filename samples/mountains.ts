import type { Canvas } from './canvas.ts'
import { type Daylight, direction, facing, illuminate } from './daylight.ts'
import { erode } from './erosion.ts'
import { filter, hex, mix, type Rgb, scale } from './linear-rgb.ts'
import { createNoise, fbm, hash, ridged } from './noise.ts'
import { bell, clamp, smoothstep } from './ramp.ts'
import { interpolate, prominence, type Relief, sampleRelief, sunlight } from './relief.ts'
import { type Camera, type Ground, paintTerrain } from './terrain.ts'

const stone = createNoise(11)
const growth = createNoise(12)

const DAYLIGHT: Daylight = {
  sun: direction(-0.87, 0.19, -0.45),
  sunshine: scale(hex(0xffae68), 4.6),
  skylight: scale(hex(0x7c9bd6), 0.62),
}

const ROCK_DARK = hex(0x4d4845)
const ROCK_PALE = hex(0x8f8478)
const MEADOW_DARK = hex(0x363d22)
const MEADOW_DRY = hex(0x6b5f35)
const NEEDLES_DARK = hex(0x141f16)
const NEEDLES_PALE = hex(0x33431f)
const LARCH = hex(0x6f5a22)
const SNOW = hex(0xf3f5fb)
const HAZE_COLD = hex(0x8ea6c9)
const HAZE_WARM = hex(0xf6c794)

/** Mountain peaks, in kilometers like all lengths in this file. */
const PEAKS = [
  { x: 1.25, z: 8.9, push: 6.5, spread: 1.5 },
  { x: -0.9, z: 10.4, push: 2.4, spread: 1.5 },
  { x: -3.5, z: 9.4, push: 2.5, spread: 1.6 },
  { x: 4.7, z: 8.4, push: 2.6, spread: 1.8 },
  { x: -3.1, z: 5.2, push: 1.5, spread: 1.3 },
  { x: 3.2, z: 4.9, push: 0.8, spread: 1.2 },
]

const PLACE = { x: -9, z: 2, cell: 0.06 }
const COLUMNS = 304
const ROWS = 200

const shore = (x: number) => 2.5 - 0.45 * stone(x * 0.8, 3.3) - 0.1 * stone(x * 4, 7.1)

function uplift(u: number, v: number): number {
  const x = PLACE.x + u * COLUMNS * PLACE.cell
  const z = PLACE.z + v * ROWS * PLACE.cell
  const beyond = z - shore(x)
  if (beyond < 0) return 0
  let mass = 0.05
  for (const peak of PEAKS) {
    const distance = Math.hypot(x - peak.x, (z - peak.z) * 0.9) / peak.spread
    mass = Math.hypot(mass, peak.push / (1 + distance * distance * 1.4) ** 1.5)
  }
  return 2.5 * mass * (1 + 0.35 * growth(x * 1.1, z * 1.1)) * smoothstep(0, 2.5, beyond) + 0.03
}

function forest(x: number, y: number, z: number): number {
  if (y > 1) return 0
  const line = smoothstep(0.78, 0.5, y + 0.22 * growth(x * 3, z * 3))
  return line && line * smoothstep(-0.55, 0.1, growth(x * 1.3 + 9, z * 1.3) + 0.25 * growth(x * 7, z * 7))
}

const TREE_CELL = 0.014

function crowns(x: number, z: number, density: number): number {
  const u = x / TREE_CELL
  const v = z / TREE_CELL
  const left = Math.floor(u - 0.5)
  const near = Math.floor(v - 0.5)
  let top = 0
  for (let j = near; j <= near + 1; j++) {
    for (let i = left; i <= left + 1; i++) {
      const chance = hash(i, j, 77)
      if (chance > density) continue
      const du = u - i - 0.5 - 0.6 * (((chance * 61) % 1) - 0.5)
      const dv = v - j - 0.5 - 0.6 * (((chance * 3803) % 1) - 0.5)
      const height = 0.65 + 0.6 * ((chance * 240007) % 1)
      top = Math.max(top, height * (1 - Math.sqrt(du * du + dv * dv) * 1.5))
    }
  }
  return top * 0.026
}

/** Paints mountains, forests and the far shore over the sky. */
export function paintMountains(canvas: Canvas, camera: Camera): void {
  const massif = interpolate(erode(COLUMNS, ROWS, uplift, 9).data, COLUMNS, PLACE)
  const ground: Relief = (x, z) => {
    const y = massif(x, z) * PLACE.cell
    const crags = smoothstep(0.05, 1.3, y) * 0.17
    return y - 0.003 + (crags && crags * (ridged(stone, x * 2.1, z * 2.1, 6, 0.58) - 0.3))
  }
  const surface: Relief = (x, z) => {
    const y = ground(x, z)
    const density = y < 0 ? 0 : forest(x, y, z)
    return density > 0.02 ? y + crowns(x, z, density) : y
  }
  const coarse = sampleRelief(ground, { x: -14, z: 2, cell: 0.05 }, 12, 14)
  const range = { near: 2.1, far: 11.5, steps: Math.max(64, Math.round(canvas.height * 0.95)) }
  paintTerrain(canvas, camera, range, surface, (point) => {
    const { x, y, z, normal } = point
    const cosine = facing(normal, DAYLIGHT.sun)
    const sun = cosine && cosine * sunlight(coarse, x, y + 0.02, z, DAYLIGHT.sun, 8)
    const open = clamp(0.75 + prominence(coarse, x, y, z, 0.15) * 3, 0.35, 1.15)
    return throughAir(shade(point, sun, open * (0.45 + 0.55 * normal[1])), point)
  })
}

function shade({ x, y, z, normal }: Ground, sun: number, open: number): Rgb {
  const grain = fbm(growth, x * 9, z * 9 + y * 14, 5)
  const trees = smoothstep(0, 0.06, forest(x, y, z))
  if (trees > 0.99) return filter(foliage(x, z, grain), illuminate(DAYLIGHT, sun, open))

  const strata = stone(x * 0.7, y * 24 + x * 2 + grain)
  const rubble = fbm(stone, x * 13 + y * 5, y * 11 + z * 13, 4, 0.6)
  const rock = mix(ROCK_DARK, ROCK_PALE, clamp(0.42 + grain * 0.9 + strata * 0.4 + rubble * 0.75))
  const meadow = mix(MEADOW_DARK, MEADOW_DRY, clamp(0.5 + grain * 1.3))
  const flat = normal[1]
  const green = smoothstep(1, 0.65, y + grain * 0.3) * smoothstep(0.4, 0.65, flat)
  const snowline = 1.12 + 0.4 * grain
  const snow =
    smoothstep(snowline, snowline + 0.22, y) * smoothstep(0.52, 0.7, flat + grain * 0.2 + rubble * 0.12)
  const bare = mix(mix(rock, meadow, green), SNOW, snow)
  const color = trees > 0 ? mix(bare, foliage(x, z, grain), trees) : bare
  return filter(color, illuminate(DAYLIGHT, sun * (1 + 0.6 * rubble), open))
}

function foliage(x: number, z: number, grain: number): Rgb {
  const tree = hash(Math.floor(x / TREE_CELL), Math.floor(z / TREE_CELL), 81) - 0.5
  const larch = smoothstep(0.3, 1, growth(x * 2.2, z * 2.2 + 5) + 0.9 * tree)
  return mix(mix(NEEDLES_DARK, NEEDLES_PALE, clamp(0.4 + grain)), LARCH, larch)
}

/** Adds haze, which is golden on the sun's side, and mist over the shore. */
function throughAir(color: Rgb, { x, y, z }: Ground): Rgb {
  const haze = mix(HAZE_COLD, HAZE_WARM, 0.9 * bell((x / z + 0.7) / 0.55))
  const air = 1 - Math.exp(-Math.max(0, z - 2) / 19)
  const mist = 0.5 * bell((y - 0.02) / 0.11)
  const drift = mist > 0.001 ? smoothstep(3, 5.5, z + 0.8 * growth(x * 1.5, z)) : 0
  return mix(color, haze, clamp(air + mist * drift))
}
