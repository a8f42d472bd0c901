import { describe, expect, test } from 'vitest'
import { bitWriter } from '../../../support/bytes/bit-writer.ts'
import { BitReader, paddedView } from '../../../support/jxl/decoder/bits.ts'
import {
  type ColorEncoding,
  readColorEncoding,
  SRGB,
} from '../../../support/jxl/decoder/color/color-encoding.ts'
import { invert, multiply, rgbToRgb } from '../../../support/jxl/decoder/color/matrix.ts'
import { encoderOf } from '../../../support/jxl/decoder/color/transfer.ts'
import { xybToSamples } from '../../../support/jxl/decoder/color/xyb.ts'
import { ycbcrToRgb } from '../../../support/jxl/decoder/color/ycbcr.ts'
import { readImageHeader } from '../../../support/jxl/decoder/image-header.ts'
import type { Plane } from '../../../support/jxl/decoder/plane.ts'

const planeOf = (sample: number): Plane => ({ width: 1, height: 1, data: Float32Array.of(sample) })

const P3: ColorEncoding = {
  ...SRGB,
  primaries: [
    [0.68, 0.32],
    [0.265, 0.69],
    [0.15, 0.06],
  ],
}

/** An image header with all defaults: 8 × 8 pixels, XYB, sRGB. */
const HEADER = readImageHeader(
  new BitReader(paddedView(bitWriter().number(1, 1).number(0, 5).number(1, 3).number(3, 2).bytes())),
)

const BIAS = 0.0037930732552754493

/** Converts linear sRGB to XYB by the definition of XYB. */
function toXyb([r, g, b]: readonly [number, number, number]): [Plane, Plane, Plane] {
  const mix = (red: number, green: number, blue: number) =>
    Math.cbrt(red * r + green * g + blue * b + BIAS) - Math.cbrt(BIAS)
  const long = mix(0.3, 0.622, 0.078)
  const middle = mix(0.23, 0.692, 0.078)
  const short = mix(0.24342268924547819, 0.20476744424496821, 1 - 0.24342268924547819 - 0.20476744424496821)
  return [planeOf((long - middle) / 2), planeOf((long + middle) / 2), planeOf(short)]
}

describe('XYB', () => {
  test.each([
    ['white', [1, 1, 1]],
    ['black', [0, 0, 0]],
    ['red', [1, 0, 0]],
    ['a dark green', [0.002, 0.01, 0.001]],
    ['a color beyond sRGB', [1.2, -0.1, 0.3]],
  ] as const)('of %s becomes sRGB', (_, light) => {
    const planes = toXyb(light)
    xybToSamples(planes, HEADER)
    const encode = encoderOf(SRGB)
    for (const [at, { data }] of planes.entries()) expect(data[0]).toBeCloseTo(encode(light[at] ?? 0), 4)
  })

  test('becomes Display P3', () => {
    const planes = toXyb([1, 1, 1])
    xybToSamples(planes, { ...HEADER, color: P3 })
    for (const { data } of planes) expect(data[0]).toBeCloseTo(1, 4)
    const red = toXyb([1, 0, 0])
    xybToSamples(red, { ...HEADER, color: { ...P3, transfer: 'linear' } })
    const expected = [0.8225, 0.0332, 0.0171]
    for (const [at, { data }] of red.entries()) expect(data[0]).toBeCloseTo(expected[at] ?? 0, 3)
  })

  test('becomes gray', () => {
    const planes = toXyb([0.5, 0.5, 0.5])
    xybToSamples(planes, { ...HEADER, color: { ...SRGB, space: 'gray', transfer: 'linear' } })
    expect(planes[0].data[0]).toBeCloseTo(0.5, 5)
  })

  test('depends on the intensity target', () => {
    const planes = toXyb([0.5, 0.5, 0.5])
    xybToSamples(planes, { ...HEADER, intensityTarget: 510, color: { ...SRGB, transfer: 'linear' } })
    for (const { data } of planes) expect(data[0]).toBeCloseTo(0.25, 5)
  })
})

test.each([
  ['linear', 0.25, 0.25],
  ['sRGB', 0.001, 0.01292],
  ['sRGB', 0.5, 0.735357],
  ['sRGB', -0.5, -0.735357],
  ['sRGB', 1.5, 1.1942],
  ['709', 0.01, 0.045],
  ['709', 0.5, 0.70552],
  [1 / 2.2, 0.5, 0.72974],
  ['DCI', 0.5, 0.766],
] as const)('the transfer function %s maps %d to %d', (transfer, light, expected) => {
  expect(encoderOf({ ...SRGB, transfer })(light)).toBeCloseTo(expected, 4)
})

test('transfer functions of HDR are not supported', () => {
  expect(() => encoderOf({ ...SRGB, transfer: 'PQ' })).toThrow('not supported')
})

test('YCbCr becomes RGB', () => {
  // Cb, Y and Cr of blue.
  const planes = [planeOf((1 - 0.114) / 1.772), planeOf(0.114 - 128 / 255), planeOf(-0.114 / 1.402)] as const
  ycbcrToRgb([...planes])
  expect(planes[0].data[0]).toBeCloseTo(0, 6)
  expect(planes[1].data[0]).toBeCloseTo(0, 6)
  expect(planes[2].data[0]).toBeCloseTo(1, 6)
})

test('matrices are inverted', () => {
  const matrix = [2, 1, 0, 0, 3, -1, 1, 0, 1]
  const unit = multiply(matrix, invert(matrix))
  for (const [at, entry] of unit.entries()) expect(entry).toBeCloseTo(at % 4 === 0 ? 1 : 0, 12)
  for (const [at, entry] of rgbToRgb(SRGB, SRGB).entries()) expect(entry).toBeCloseTo(at % 4 === 0 ? 1 : 0, 9)
})

describe('the color encoding', () => {
  const read = (write: (writer: ReturnType<typeof bitWriter>) => void) => {
    const writer = bitWriter()
    write(writer)
    return readColorEncoding(new BitReader(paddedView(writer.bytes())))
  }

  test('is sRGB by default', () => {
    expect(read((writer) => writer.number(1, 1))).toEqual(SRGB)
  })

  test('names Display P3', () => {
    // Primaries 11 and the curve 13 are 2 + 9 and 2 + 11.
    const color = read((writer) =>
      writer
        .number(0, 2)
        .number(0, 2)
        .number(1, 2)
        .number(2, 2)
        .number(9, 4)
        .number(0, 1)
        .number(2, 2)
        .number(11, 4)
        .number(1, 2),
    )
    expect(color).toEqual(P3)
  })

  test('has a gamma', () => {
    const color = read((writer) =>
      writer.number(0, 2).number(1, 2).number(1, 2).number(1, 1).number(4_545_455, 24).number(0, 2),
    )
    expect(color).toMatchObject({ space: 'gray', transfer: 0.4545455, intent: 0 })
  })

  test('has a profile', () => {
    expect(read((writer) => writer.number(0, 1).number(1, 1).number(1, 2))).toMatchObject({
      hasIcc: true,
      space: 'gray',
    })
  })

  test('is refused if it is unknown', () => {
    expect(() => read((writer) => writer.number(0, 2).number(2, 2).number(5, 4))).toThrow(
      'color space 7 is unknown',
    )
  })
})
