import type { Frame } from '../src/engine/picture/picture.ts'
import { type Canvas, createCanvas, paint } from './canvas.ts'
import { type Daylight, type Direction, direction, facing, illuminate } from './daylight.ts'
import { develop } from './film.ts'
import { add, filter, hex, mix, type Rgb, scale } from './linear-rgb.ts'
import { createNoise, fbm } from './noise.ts'
import { meanLevels, type Pebble, type Pile, pileUp, scatter } from './pile.ts'
import { clamp, smoothstep } from './ramp.ts'

const mineral = createNoise(81)
const vein = createNoise(82)
const tide = createNoise(83)

const STONES = [
  { ground: hex(0x6b727b), mark: hex(0x40464e), banded: false },
  { ground: hex(0x8b8884), mark: hex(0x55514e), banded: true },
  { ground: hex(0x43474e), mark: hex(0x9a9ea2), banded: false },
  { ground: hex(0x988b7c), mark: hex(0x66584a), banded: true },
  { ground: hex(0xb3ada3), mark: hex(0x877d70), banded: false },
  { ground: hex(0x7b5a4c), mark: hex(0x4c332b), banded: true },
  { ground: hex(0x5b6763), mark: hex(0x93a098), banded: false },
  { ground: hex(0xa0856f), mark: hex(0x735445), banded: true },
]
const QUARTZ = hex(0xcfcac0)
const SAND = hex(0x4a4137)

// The scene is seen from above: x to the right, y down the picture, z towards the eye.
const DAYLIGHT: Daylight = {
  sun: direction(-0.62, -0.42, 0.66),
  sunshine: scale(hex(0xffe6c6), 2.5),
  skylight: scale(hex(0x9fb8e0), 0.6),
}

/**
 * Direction halfway between the sun and the eye. Wet stones glint where their normal points there.
 */
const GLINT = direction(DAYLIGHT.sun[0], DAYLIGHT.sun[1], DAYLIGHT.sun[2] + 1)

/**
 * Paints pebbles on a beach in the sun, with large and small detail for judging sharpness. Designed
 * for an aspect ratio of 3:2.
 */
export function pebbles(width: number, height: number): Frame {
  const canvas = createCanvas(width, height)
  const stones = scatter(width / height, 83)
  const pile = pileUp(stones, width, height)
  const around = meanLevels(pile, Math.ceil(height * 0.014))
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const open = clamp(
        0.85 + (((pile.levels[i] as number) - (around[i] as number)) / height) * 26,
        0.12,
        1.15,
      )
      const normal = slope(pile, x, y)
      const cosine = facing(normal, DAYLIGHT.sun)
      const sun = cosine && cosine * unshaded(pile, x, y) * Math.min(1, open + 0.25)
      const light = illuminate(DAYLIGHT, sun, open * (0.55 + 0.45 * normal[2]))
      const stone = stones[pile.owner[i] as number]
      paint(
        canvas,
        x,
        y,
        stone ? skin(stone, x / height, y / height, normal, light, sun) : filter(SAND, light),
      )
    }
  }
  soften(canvas, pile.owner)
  return develop(canvas, { vignette: 0.35, grain: 2, seed: 3 })
}

/** Returns the normal at (x, y), computed from neighboring pixels on the same pebble. */
function slope({ width, height, levels, owner }: Pile, x: number, y: number): Direction {
  const i = y * width + x
  const difference = (back: number, ahead: number) => {
    const from = owner[back] === owner[i] ? back : i
    const to = owner[ahead] === owner[i] ? ahead : i
    const rise = (levels[to] as number) - (levels[from] as number)
    return from === i || to === i ? rise : rise / 2
  }
  const dx = difference(x > 0 ? i - 1 : i, x < width - 1 ? i + 1 : i)
  const dy = difference(y > 0 ? i - width : i, y < height - 1 ? i + width : i)
  return direction(-dx, -dy, 1)
}

function unshaded({ width, height, levels }: Pile, x: number, y: number): number {
  const [sunX, sunY, sunZ] = DAYLIGHT.sun
  const level = levels[y * width + x] as number
  let gap = 1
  for (let t = height * 0.0033; t < height * 0.12; t *= 1.45) {
    const column = Math.max(0, Math.round(x + sunX * t))
    const row = Math.max(0, Math.round(y + sunY * t))
    gap = Math.min(gap, ((level + sunZ * t - (levels[row * width + column] as number)) / t) * 6.5 + 0.9)
    if (gap <= 0) return 0
  }
  return gap
}

function skin(pebble: Pebble, x: number, y: number, normal: Direction, light: Rgb, sun: number): Rgb {
  const { cos, sin, chance } = pebble
  const stone = STONES[Math.floor(chance * STONES.length)]
  if (!stone) return light
  const u = (x - pebble.x) * cos + (y - pebble.y) * sin + chance * 200
  const v = (y - pebble.y) * cos - (x - pebble.x) * sin
  const cloud = fbm(mineral, u * 14, v * 14, 3)
  const grain = fbm(mineral, u * 120, v * 120, 3, 0.75)
  const speckle = 0.55 * smoothstep(0.12, 0.4, grain)
  const band = stone.banded ? 0.5 * smoothstep(0.1, 0.5, mineral(v * 60 + cloud * 3, u * 4)) : 0
  const tint = 0.75 + 0.45 * ((chance * 613) % 1) + 0.4 * cloud + 0.3 * grain
  const dry = mix(scale(stone.ground, tint), stone.mark, clamp(speckle + band))
  const veined = (chance * 97) % 1 < 0.17 ? mix(dry, QUARTZ, 0.8 * quartz(u, v, cloud)) : dry

  const wet = smoothstep(-0.15, 0.25, fbm(tide, x * 1.6 + 3, y * 1.6, 2) + 0.35 * (((chance * 31) % 1) - 0.5))
  const shine = facing(normal, GLINT)
  const gloss = wet * (1.1 * shine ** 140 * Math.min(1, sun * 2) + 0.09 * shine ** 8)
  return add(filter(scale(veined, 1 - 0.5 * wet), light), scale(DAYLIGHT.sunshine, gloss))
}

function quartz(u: number, v: number, cloud: number): number {
  const width = 0.004 + 0.03 * clamp(0.4 + vein(u * 30, v * 30))
  return smoothstep(width, width * 0.4, Math.abs(vein(u * 6, v * 6) + cloud * 0.25))
}

function soften({ width, height, data }: Canvas, owner: Int32Array): void {
  const sharp = data.slice()
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x
      const own = owner[i]
      if (
        owner[i - 1] === own &&
        owner[i + 1] === own &&
        owner[i - width] === own &&
        owner[i + width] === own
      )
        continue
      for (let c = 0; c < 3; c++) {
        const at = (j: number) => sharp[j * 3 + c] as number
        data[i * 3 + c] = at(i) * 0.4 + (at(i - 1) + at(i + 1) + at(i - width) + at(i + width)) * 0.15
      }
    }
  }
}
