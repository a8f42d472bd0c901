import type { Frame } from '../src/engine/picture/picture.ts'
import { add, filter, hex, mix, type Rgb, scale } from './linear-rgb.ts'
import { createNoise, fbm } from './noise.ts'
import { bell, clamp, smoothstep } from './ramp.ts'
import { toSrgb } from './srgb.ts'

/**
 * The light that a point on a bubble adds, and the share of the background that the point hides.
 */
interface Veil {
  readonly light: Rgb
  readonly cover: number
}

interface Bubble {
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly blur: number
  readonly seed: number
}

const swirl = createNoise(71)

const BUBBLES: readonly Bubble[] = [
  { x: -0.53, y: -0.27, radius: 0.085, blur: 0.012, seed: 3 },
  { x: 0.52, y: 0.2, radius: 0.115, blur: 0.007, seed: 2 },
  { x: -0.02, y: -0.02, radius: 0.41, blur: 0.0022, seed: 1 },
  { x: -0.47, y: 0.29, radius: 0.055, blur: 0.003, seed: 4 },
  { x: 0.46, y: -0.33, radius: 0.035, blur: 0.004, seed: 5 },
]

const WAVELENGTHS = [612, 549, 464] // red, green and blue in nanometres

/** Refractive index and reflectance of soapy water, at normal incidence. */
const INDEX = 1.33
const R0 = ((INDEX - 1) / (INDEX + 1)) ** 2

/**
 * Interference between the light reflected by a film's two faces, from 0 to 1 for each color,
 * indexed by path length in nanometers. Only the outer reflection is shifted by half a wave, which
 * makes very thin films dark. Over long paths the colors average out to white.
 */
const MAX_PATH_NM = 2047
const IN_STEP = WAVELENGTHS.map((wavelength) => {
  return Float32Array.from({ length: MAX_PATH_NM + 1 }, (_, way) => {
    const order = way / wavelength
    return 0.5 - 0.5 * Math.cos(2 * Math.PI * order) * bell(order / 5)
  })
})

/**
 * Returns a film's reflectance for each color.
 * @param thickness in nanometres
 * @param facing cosine of the angle between the view direction and the normal
 */
function interference(thickness: number, facing: number): Rgb {
  const inside = Math.sqrt(1 - (1 - facing * facing) / (INDEX * INDEX))
  const way = Math.round(clamp(2 * INDEX * thickness * inside, 0, MAX_PATH_NM))
  const face = 4 * (R0 + (1 - R0) * (1 - facing) ** 5)
  const at = (color: number) => {
    const share = face * (IN_STEP[color]?.[way] ?? 0)
    return share / (1 + share)
  }
  return [at(0), at(1), at(2)]
}

const CEILING = hex(0xdfe9f5)
const WALLS = hex(0xb9b2b4)
const FLOOR = hex(0x59493f)

function pane(u: number, v: number): number {
  const inside = smoothstep(1, 0.92, Math.abs(u)) * smoothstep(1, 0.95, Math.abs(v))
  return inside && inside * smoothstep(0.03, 0.07, Math.abs(u)) * smoothstep(0.02, 0.05, Math.abs(v - 0.15))
}

/**
 * Returns the light from the room around the bubbles, which has two windows. (x, y, z) is a unit
 * vector with y upwards and z towards the eye.
 */
function room(x: number, y: number, z: number): Rgb {
  const base = mix(mix(FLOOR, WALLS, smoothstep(-0.7, 0.1, y)), CEILING, smoothstep(0.1, 0.9, y))
  if (z < 0.05) return scale(base, 0.75)
  const left = pane((x / z + 1.5) / 0.75, (y / z - 1.3) / 1.1)
  const right = pane((x / z - 1.9) / 0.4, (y / z - 0.9) / 0.9)
  return add(scale(base, 0.75), scale(CEILING, left * 16 + right * 5))
}

/**
 * Returns the soap film at a point on a bubble.
 * @param u distance from the bubble's center to the right, in radii
 * @param v distance from the bubble's center downwards, in radii
 */
function wall(u: number, v: number, seed: number): Veil {
  const z = Math.sqrt(Math.max(0, 1 - u * u - v * v))
  const rim = (1 - z) ** 3.2
  let light = scale(CEILING, 0.16 * rim)
  for (const side of [1, -1]) {
    const s = u * 1.05 + seed * 7.7
    const t = v * 1.05 + side * 3.1
    const bend = 0.55 * fbm(swirl, s * 0.9, t * 0.9 + z, 3)
    const flow = fbm(swirl, s + 2.2 * bend, t * 1.7 + 1.4 * bend + z * side, 4, 0.42)
    const tint = interference(360 + 250 * v + 330 * flow + 60 * side, Math.max(z, 0.02))
    const seen = room(2 * side * z * u, -2 * side * z * v, 2 * z * z - 1)
    const strength = (side > 0 ? 3.2 : 1.5) * (1.15 - 0.6 * z)
    light = add(light, scale(filter(tint, seen), strength))
  }
  return { light, cover: 0.05 + 0.42 * rim }
}

function table(x: number, y: number): Veil {
  const depth = y - 0.447
  const shadow = bell(Math.hypot((x + 0.02) / 0.27, depth / 0.035))
  const glint = bell(Math.hypot((x - 0.05) / 0.13, depth / 0.01))
  return { light: scale(CEILING, 0.22 * glint), cover: 0.13 * shadow * (1 - 0.6 * glint) + 0.1 * glint }
}

function veil(x: number, y: number): Veil {
  let { light, cover } = table(x, y)
  for (const bubble of BUBBLES) {
    const dx = x - bubble.x
    const dy = y - bubble.y
    const distance = Math.sqrt(dx * dx + dy * dy)
    const edge = smoothstep(bubble.radius + bubble.blur, bubble.radius - bubble.blur, distance)
    if (edge <= 0) continue
    const reach = Math.max(distance * 1.001, bubble.radius)
    const own = wall(dx / reach, dy / reach, bubble.seed)
    light = add(scale(light, 1 - own.cover * edge), scale(own.light, edge))
    cover = 1 - (1 - cover) * (1 - own.cover * edge)
  }
  return { light, cover }
}

const SRGB = Uint8Array.from({ length: 4097 }, (_, i) => Math.round(255 * toSrgb((i / 4096) ** 2)))
const encode = (linear: number) => SRGB[Math.round(4096 * Math.sqrt(clamp(linear)))] as number

/**
 * Paints soap bubbles on a transparent background. The edges are soft, and every degree of
 * transparency occurs. Designed for an aspect ratio of 4:3.
 */
export function bubble(width: number, height: number): Frame {
  const data = new Uint8Array(width * height * 4)
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++, o += 4) {
      const { light, cover } = veil((x + 0.5 - width / 2) / height, (y + 0.5) / height - 0.5)
      // Straight alpha cannot add light. The lowest opacity is used whose color is equally bright.
      const [red, green, blue] = [1 - Math.exp(-light[0]), 1 - Math.exp(-light[1]), 1 - Math.exp(-light[2])]
      const alpha = 1 - (1 - cover) * (1 - Math.max(red, green, blue))
      if (alpha < 1e-5) continue
      data[o] = encode(red / alpha)
      data[o + 1] = encode(green / alpha)
      data[o + 2] = encode(blue / alpha)
      data[o + 3] = encode(alpha)
    }
  }
  return { width, height, data }
}
