import type { Canvas } from './canvas.ts'
import { type Daylight, facing, illuminate } from './daylight.ts'
import { filter, hex, mix, type Rgb, scale } from './linear-rgb.ts'
import { createNoise, fbm, ridged } from './noise.ts'
import { clamp, smoothstep } from './ramp.ts'
import { prominence, type Relief, sampleRelief, sunlight } from './relief.ts'
import type { Sky } from './sky.ts'
import { type Camera, type Ground, paintTerrain } from './terrain.ts'

const stone = createNoise(41)
const swell = createNoise(42)

const ROCK_DARK = hex(0x1b1b1e)
const ROCK_PALE = hex(0x8d8885)
const TURF_DARK = hex(0x27301a)
const TURF_PALE = hex(0x7d7440)
const WATER = hex(0x0b2733)
const FOAM = hex(0xe6e9f0)

/**
 * Returns the distance from the shore in meters, negative at sea. The land is a headland with low
 * skerries in front on the right.
 */
function inland(x: number, z: number): number {
  const head = Math.min(x + 13 - Math.max(0, z - 75) * 0.5, z - 56, 130 - z)
  const skerry = Math.min(x - 5 - Math.max(0, 30 - z) * 0.5, z - 19, 42 - z) * 0.6
  const inside = Math.max(head, skerry)
  return inside < -20 ? inside : inside + 9 * fbm(stone, x * 0.035, z * 0.035, 5, 0.55)
}

const SEABED = -6

function ground(x: number, z: number): number {
  const inside = inland(x, z)
  if (inside < -12) return SEABED
  const body = z > 46 ? 10 * smoothstep(-2, 17, inside) ** 0.8 : 2.2 * smoothstep(-2, 8, inside)
  const craggy = smoothstep(-6, 2, inside) * (1 - 0.9 * smoothstep(8, 17, inside))
  const crags = (craggy * 4.5 + 0.25) * (ridged(stone, x * 0.08, z * 0.08, 6, 0.42) - 0.35)
  return body + Math.min(0, inside + 2) * 0.5 - 1.2 + crags
}

function sea(x: number, z: number): number {
  const wave = swell(x * 0.045 + z * 0.02, z * 0.11) * 0.5 + swell(x * 0.16, z * 0.3 + 5) * 0.16
  return wave / (1 + z / 400) - 0.1
}

/** Paints the sea and the headland below a sky. */
export function paintHeadland(canvas: Canvas, camera: Camera, sky: Sky, daylight: Daylight): void {
  const surface: Relief = (x, z) => Math.max(ground(x, z), sea(x, z))
  const coarse = sampleRelief(ground, { x: -50, z: 10, cell: 0.8 }, 60, 130)
  const range = { near: 9, far: 9000, steps: Math.max(64, canvas.height) }
  paintTerrain(canvas, camera, range, surface, (point) => {
    const depth = sea(point.x, point.z) - ground(point.x, point.z)
    if (depth > 0) return shadeSea(point, depth, camera.eye, sky, daylight)
    return shadeLand(point, coarse, daylight)
  })
}

function shadeLand({ x, y, z, normal }: Ground, coarse: Relief, daylight: Daylight): Rgb {
  const flat = normal[1]
  const grain = fbm(stone, x * 0.5, z * 0.5 + y * 0.7, 5, 0.6)
  const bedding = ridged(stone, x * 0.3 + y * 0.4 + z * 0.2, y * 1.1 - x * 0.16 + z * 0.3, 6, 0.66)
  const rock = mix(ROCK_DARK, ROCK_PALE, clamp(grain * 0.7 + bedding * bedding * 1.5))
  const turf = mix(TURF_DARK, TURF_PALE, clamp(0.45 + grain + 0.5 * stone(x * 4, z * 3)))
  const green = smoothstep(4.5, 6.5, y + grain * 3) * smoothstep(0.6, 0.85, flat + grain * 0.15)
  const wet = smoothstep(1.6, 0.3, y + grain)
  const color = scale(mix(rock, turf, green), 1 - 0.6 * wet)

  const cosine = facing(normal, daylight.sun) * (0.4 + 1.2 * bedding)
  const sun = cosine && cosine * sunlight(coarse, x, y + 0.3, z, daylight.sun, 60)
  const open = clamp(0.8 + prominence(coarse, x, y, z, 2) * 0.25, 0.3, 1.2) * (0.4 + 0.6 * flat)
  return filter(color, illuminate(daylight, sun, open))
}

function shadeSea(
  { x, y, z, normal }: Ground,
  depth: number,
  eye: number,
  sky: Sky,
  daylight: Daylight,
): Rgb {
  const near = 1 / (1 + z / 60)
  const tiltX = normal[0] + 0.35 * near * swell(x * 1.1, z * 2.3)
  const tiltZ = normal[2] + 0.35 * near * swell(x * 0.9 + 40, z * 2.9)
  // The reflected light, weighted by Schlick's approximation to Fresnel's law.
  const distance = Math.sqrt(x * x + (eye - y) ** 2 + z * z)
  const cosine = ((eye - y) * normal[1] - x * tiltX - z * tiltZ) / distance
  const up = Math.abs((y - eye) / distance + 2 * cosine * normal[1])
  const ahead = Math.max(0.25, z / distance + 2 * cosine * tiltZ)
  const mirrored = sky((x / distance + 2 * cosine * tiltX) / ahead, up / ahead)
  const water = mix(WATER, mirrored, clamp(0.03 + 0.97 * (1 - clamp(cosine)) ** 5))

  if (z > 200) return water
  const froth = fbm(swell, x * 0.9, z * 1.3, 5, 0.62)
  const surf = smoothstep(1.9, 0.1, depth + froth * 2.2)
  const crest = smoothstep(0.32, 0.5, y + froth * 0.3) * near
  const lace = 0.4 + 0.6 * smoothstep(-0.25, 0.35, froth)
  return mix(water, filter(FOAM, illuminate(daylight, 0.12, 0.9)), clamp((surf + crest) * lace))
}
