import type { Frame } from '../../../../src/engine/picture/picture.ts'

/** A plane of samples with up to 16 bits. */
export interface SamplePlane {
  readonly width: number
  readonly height: number
  readonly samples: ArrayLike<number>
}

export interface SamplePicture {
  readonly width: number
  readonly height: number
  readonly depth: number
  /** Y, Cb and Cr; only Y for gray pictures. */
  readonly planes: readonly SamplePlane[]
}

const HALVED: Readonly<Record<string, readonly [across: number, down: number]>> = {
  '444': [1, 1],
  '422': [2, 1],
  '420': [2, 2],
}

/** Reads the first frame of a Y4M file written by avifdec. */
export function readY4m(file: Buffer): SamplePicture {
  const head = file.toString('latin1', 0, file.indexOf('\n'))
  const [, width = 0, height = 0] = (/ W(\d+) H(\d+)/.exec(head) ?? []).map(Number)
  const [, chroma = '', bits] = / C(mono|420|422|444)p?(\d+)?/.exec(head) ?? []
  const depth = Number(bits ?? 8)
  const steps = HALVED[chroma]
  let at = file.indexOf('FRAME')
  at = file.indexOf('\n', at) + 1
  const planes = [[1, 1] as const, ...(steps ? [steps, steps] : [])].map(([across, down]) => {
    const size = { width: Math.ceil(width / across), height: Math.ceil(height / down) }
    const count = size.width * size.height
    const bytes = Uint8Array.from(file.subarray(at, at + count * (depth > 8 ? 2 : 1)))
    at += bytes.length
    return { ...size, samples: depth > 8 ? new Uint16Array(bytes.buffer) : bytes }
  })
  return { width, height, depth, planes }
}

/** Weights for red and blue in luma, by the code points in ITU-T H.273, table 4. */
const WEIGHTS: Readonly<Record<number, readonly [red: number, blue: number]>> = {
  1: [0.2126, 0.0722],
  // Unspecified. Readers assume BT.601.
  2: [0.299, 0.114],
  5: [0.299, 0.114],
  6: [0.299, 0.114],
  9: [0.2627, 0.0593],
}

/**
 * Interpolates a sample linearly between neighboring samples, as libavif and browsers enlarge
 * chroma.
 */
function sampleAt({ width, height, samples }: SamplePlane, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const at = (column: number, row: number) =>
    samples[Math.min(height - 1, Math.max(0, row)) * width + Math.min(width - 1, Math.max(0, column))] ?? 0
  const [across, down] = [x - left, y - top]
  const upper = at(left, top) * (1 - across) + at(left + 1, top) * across
  if (down === 0) return upper
  return upper * (1 - down) + (at(left, top + 1) * (1 - across) + at(left + 1, top + 1) * across) * down
}

/**
 * Converts samples to opaque RGBA in floating point and rounds once.
 * @throws Error the matrix kind is not supported
 */
export function rgbaOf(
  { width, height, depth, planes }: SamplePicture,
  matrix: { readonly code: number; readonly full: boolean },
): Frame {
  const weights = WEIGHTS[matrix.code]
  if (!weights) throw new Error(`matrix coefficients ${matrix.code} have no reference`)
  const [red, blue] = weights
  const unit = 2 ** (depth - 8)
  const most = 2 ** depth - 1
  const [black, lightRange, colorRange] = matrix.full ? [0, most, most] : [16 * unit, 219 * unit, 224 * unit]
  const data = new Uint8ClampedArray(4 * width * height)
  const [luma, cb, cr] = planes
  const steps = [
    width / (cb?.width ?? width) > 1 ? 2 : 1,
    height / (cb?.height ?? height) > 1 ? 2 : 1,
  ] as const
  const [stepX, stepY] = steps
  const color = (plane: SamplePlane | undefined, x: number, y: number) => {
    if (!plane) return 0
    const level = sampleAt(plane, (x + 0.5) / stepX - 0.5, (y + 0.5) / stepY - 0.5)
    return (level - 128 * unit) / colorRange
  }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const light = ((luma?.samples[y * width + x] ?? 0) - black) / lightRange
      const [u, v] = [color(cb, x, y), color(cr, x, y)]
      const r = light + 2 * (1 - red) * v
      const b = light + 2 * (1 - blue) * u
      const g = (light - red * r - blue * b) / (1 - red - blue)
      data.set([255 * r, 255 * g, 255 * b, 255], 4 * (y * width + x))
    }
  return { width, height, data: new Uint8Array(data.buffer) }
}
