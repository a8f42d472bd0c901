import fc from 'fast-check'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { randomNumbers } from '../properties/random.ts'

/** Returns a pixel of `frame`. Beyond an edge, it returns the nearest pixel. */
export function pixelAt({ width, height, data }: Frame, x: number, y: number): number[] {
  const [column, row] = [Math.max(0, Math.min(x, width - 1)), Math.max(0, Math.min(y, height - 1))]
  const at = (row * width + column) * 4
  return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0, data[at + 3] ?? 0]
}

/** Makes a picture pixel by pixel. Values are rounded and clipped to 0…255. */
export function paint(
  width: number,
  height: number,
  pixel: (x: number, y: number) => readonly number[],
): Frame {
  const data = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(pixel(x, y), (y * width + x) * 4)
  }
  return { width, height, data: new Uint8Array(data.buffer) }
}

/** Generates noise of any size up to 40 × 24, either with alpha from 0 to 255 or opaque. */
export const noise: fc.Arbitrary<Frame> = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 24 }),
    seed: fc.nat(),
    opaque: fc.boolean(),
  })
  .map(({ width, height, seed, opaque }) => {
    const random = randomNumbers(seed)
    const sample = () => random() >>> 24
    return paint(width, height, () => [sample(), sample(), sample(), opaque ? 255 : sample()])
  })

/** Makes all pixels opaque. */
export function opaque({ width, height, data }: Frame): Frame {
  return { width, height, data: data.map((value, at) => (at % 4 === 3 ? 255 : value)) }
}
