import type { Frame } from '../../../src/engine/picture/picture.ts'
import { randomNumbers } from '../properties/random.ts'
import { paintYuv, type Yuv } from '../webp/vp8-encoder.ts'

/** Returns a sample of a plane: 0 is Y, 1 is U and 2 is V. */
type Paint = Parameters<typeof paintYuv>[2]

/** Weights for red, green and blue, and the offset, in limited-range BT.601. */
const WEIGHTS = [
  [65.738 / 256, 129.057 / 256, 25.064 / 256, 16],
  [-37.945 / 256, -74.494 / 256, 112.439 / 256, 128],
  [112.439 / 256, -94.154 / 256, -18.285 / 256, 128],
] as const

/**
 * Converts a frame to planes in limited-range BT.601. A chroma sample is the mean of the pixels
 * that it covers.
 */
export function yuvOf({ width, height, data }: Frame): Yuv {
  return paintYuv(width, height, (plane, x, y) => {
    const [r, g, b, offset] = WEIGHTS[plane] ?? WEIGHTS[0]
    const side = plane > 0 ? 2 : 1
    let sum = 0
    for (let k = 0; k < side * side; k++) {
      const column = Math.min(x * side + (k % side), width - 1)
      const row = Math.min(y * side + Math.floor(k / side), height - 1)
      const at = (row * width + column) * 4
      sum += r * (data[at] ?? 0) + g * (data[at + 1] ?? 0) + b * (data[at + 2] ?? 0)
    }
    return Math.round(sum / (side * side) + offset)
  })
}

const clamped = (value: number) => Math.max(0, Math.min(255, value))

/** Picture contents that stress different encoder parts. `random` returns 32 bits. */
const CONTENTS: Readonly<Record<string, (random: () => number) => Paint>> = {
  noise: (random) => () => random() & 255,
  'noise of few levels': (random) => {
    const [base, mask] = [random() & 255, random() & 15]
    return () => clamped(base + (random() & mask))
  },
  'black and white noise': (random) => () => (random() & 1 ? 255 : 0),
  'one color': (random) => {
    const values = [random() & 255, random() & 255, random() & 255]
    return (plane) => values[plane] ?? 0
  },
  gradient: (random) => {
    const [right, down] = [(random() % 700) / 100 - 3, (random() % 700) / 100 - 3]
    return (plane, x, y) => clamped(128 + right * x + down * y - 20 * plane)
  },
  squares: (random) => {
    const side = 1 + (random() % 20)
    return (_plane, x, y) => ((Math.floor(x / side) + Math.floor(y / side)) & 1 ? 235 : 16)
  },
  waves: (random) => {
    const [across, down, noise] = [1 + (random() % 40), 1 + (random() % 40), random() & 31]
    return (plane, x, y) =>
      clamped(128 + 70 * Math.sin(x / across + plane) + 40 * Math.cos(y / down) + (noise && random() % noise))
  },
  'specks on a plain': (random) => () => (random() % 97 === 0 ? random() & 255 : 120),
}

const KINDS = Object.values(CONTENTS)

/** A picture for the encoder, which the seed determines. */
export interface GivenYuv {
  readonly width: number
  readonly height: number
  readonly quality: number
  readonly seed: number
}

/** Paints a picture. The seed chooses the content, too. */
export function pictureYuv({ width, height, seed }: GivenYuv): Yuv {
  const content = KINDS[seed % KINDS.length]
  if (!content) throw new RangeError(`the seed ${seed} is no natural number`)
  return paintYuv(width, height, content(randomNumbers(seed)))
}

/** Returns a random size and quality. Small sizes are frequent. */
export function givenYuv(seed: number, maxSide: number): GivenYuv {
  const random = randomNumbers(seed ^ 0x5eed)
  const side = () => 1 + (random() % (random() % 3 === 0 ? maxSide : Math.min(maxSide, 40)))
  return { width: side(), height: side(), quality: 1 + (random() % 100), seed }
}
