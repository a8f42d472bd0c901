import type { ImageHeader } from '../image-header.ts'
import type { Plane } from '../plane.ts'
import { type ColorEncoding, SRGB } from './color-encoding.ts'
import { type Matrix, multiply, rgbToRgb } from './matrix.ts'
import { encoderOf } from './transfer.ts'

/** Shares that red, green and blue have in sRGB luminance. */
const LUMINANCES = [0.2126, 0.7152, 0.0722]

/** Encoding for the result: the image's own, or sRGB for images with an ICC profile. */
const resultOf = ({ color }: ImageHeader): ColorEncoding =>
  color.hasIcc || color.space === 'unknown' ? { ...SRGB, space: color.space } : color

function matrixOf({ opsin, intensityTarget }: ImageHeader, result: ColorEncoding): Matrix {
  const toSrgb = opsin.matrix.map((entry) => (entry * 255) / intensityTarget)
  if (result.space === 'gray') return multiply([...LUMINANCES, ...LUMINANCES, ...LUMINANCES], toSrgb)
  return multiply(rgbToRgb(SRGB, result), toSrgb)
}

const cube = (number: number): number => number * number * number

/**
 * Converts planes X, Y and B to the samples of the image, in place (ISO/IEC 18181-1:2022, L.2).
 * Images with an ICC profile become sRGB.
 */
export function xybToSamples([xs, ys, bs]: readonly [Plane, Plane, Plane], image: ImageHeader): void {
  const result = resultOf(image)
  const [m0 = 0, m1 = 0, m2 = 0, m3 = 0, m4 = 0, m5 = 0, m6 = 0, m7 = 0, m8 = 0] = matrixOf(image, result)
  const encode = encoderOf(result)
  const [bias0 = 0, bias1 = 0, bias2 = 0] = image.opsin.biases
  const [root0, root1, root2] = [Math.cbrt(bias0), Math.cbrt(bias1), Math.cbrt(bias2)]
  const [a, b, c] = [xs.data, ys.data, bs.data]
  for (let at = 0; at < a.length; at++) {
    const x = a[at] as number
    const y = b[at] as number
    const long = cube(y + x - root0) + bias0
    const middle = cube(y - x - root1) + bias1
    const short = cube((c[at] as number) - root2) + bias2
    a[at] = encode(m0 * long + m1 * middle + m2 * short)
    b[at] = encode(m3 * long + m4 * middle + m5 * short)
    c[at] = encode(m6 * long + m7 * middle + m8 * short)
  }
}
