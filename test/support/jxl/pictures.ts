import { randomNumbers } from '../properties/random.ts'
import type { LosslessPicture } from './encoder.ts'

/** Kinds of pictures. They need other transforms, trees and codes. */
export const KINDS = ['flat', 'gradient', 'waves', 'noise', 'indexed', 'gray', 'steps'] as const
export type Kind = (typeof KINDS)[number]

export interface GivenPicture {
  readonly width: number
  readonly height: number
  readonly bits: 8 | 16
  readonly kind: Kind
  readonly hasAlpha: boolean
  readonly seed: number
}

/** Returns the levels of a pixel, from 0 to 255 and not rounded. */
function levelsOf(kind: Kind, x: number, y: number, random: () => number): readonly number[] {
  const noise = () => random() / 2 ** 32
  const cell = ((x >> 3) * 7 + (y >> 2) * 3) % 19
  switch (kind) {
    case 'flat':
      return [10, 200, 30]
    case 'gradient':
      return [(3 * x) & 255, (2 * y) & 255, (x + y) & 255]
    case 'waves':
      return [1, 2, 3].map((c) => 128 + 90 * Math.sin(x / (9 * c) + y / 31) + 8 * noise())
    case 'noise':
      return [256 * noise(), 256 * noise(), 256 * noise()]
    case 'indexed':
      return [12 * cell, 255 - 9 * cell, (cell * cell) & 255]
    case 'gray':
      return Array<number>(3).fill(128 + 60 * Math.sin(x / 9) + 40 * Math.cos(y / 5) + 6 * noise())
    case 'steps':
      return [x < y ? 0 : 255, noise() > 0.99 ? 255 : 0, 255]
  }
}

/** Makes a picture, which is always the same. */
export function jxlPicture({ width, height, bits, kind, hasAlpha, seed }: GivenPicture): LosslessPicture {
  const random = randomNumbers(seed)
  const max = 2 ** bits - 1
  const samples = bits === 16 ? new Uint16Array(width * height * 4) : new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const levels = levelsOf(kind, x, y, random)
      const scaled = levels.map((level) => Math.max(0, Math.min(max, Math.floor((level * max) / 255))))
      const alpha = kind === 'noise' ? random() % (max + 1) : Math.floor((x * max) / width)
      samples.set([...scaled, hasAlpha ? alpha : max], (y * width + x) * 4)
    }
  }
  return { width, height, bits, data: new Uint8Array(samples.buffer) }
}

/** Returns a seed's picture, whose sides are at most `side`. */
export function givenPicture(seed: number, side: number): GivenPicture {
  const random = randomNumbers(seed)
  return {
    width: 1 + (random() % side),
    height: 1 + (random() % side),
    bits: random() % 3 === 0 ? 16 : 8,
    kind: KINDS[random() % KINDS.length] ?? 'flat',
    hasAlpha: random() % 2 === 0,
    seed,
  }
}

/** Samples of a picture as numbers. */
export const samplesOf = ({ data, bits }: LosslessPicture): Uint8Array | Uint16Array =>
  bits === 16 ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data
